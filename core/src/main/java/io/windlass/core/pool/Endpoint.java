package io.windlass.core.pool;

import io.windlass.ConnectionConfig;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.ErrorClass;
import io.windlass.core.monitor.Latencies;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** What a group knows of one endpoint: how its calls went, and what it says about the chain. Thread-safe. */
final class Endpoint {
    private static final double FAILS_OFTEN = 0.3;
    private static final double FAILS_NO_MORE = 0.1;

    /** What a failure counts as in the average of latencies, so that who fails at once does not look fast. */
    private static final long FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

    private final int index;
    private final ConnectionConfig config;
    private final int priority;
    private final List<Slot> slots = new ArrayList<>();

    private final LongAdder calls = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final Map<ErrorClass, LongAdder> errors = new EnumMap<>(ErrorClass.class);
    private final Latencies latencies = new Latencies();
    private final Ewma recent = new Ewma();

    private Breaker breaker = Breaker.NEW;
    private boolean failsOften;
    private String trouble = "";
    private OptionalLong head = OptionalLong.empty();
    private long headNanos;
    private long grewNanos;
    private Standing standing = Standing.IN_STEP;
    private long behind;
    private boolean forked;
    private boolean wasUp;
    private boolean wasDown;
    private boolean returned;

    private volatile Judgement judgement = Judgement.UNKNOWN;

    Endpoint(int index, GroupEndpoint made, Ticker ticker) {
        this.index = index;
        this.config = made.config();
        this.priority = made.priority();
        for (ErrorClass each : ErrorClass.values()) {
            errors.put(each, new LongAdder());
        }
        made.members().forEach(member -> slots.add(new Slot(this, made.window(), member, ticker)));
    }

    int index() {
        return index;
    }

    ConnectionConfig config() {
        return config;
    }

    String shown() {
        return config.endpoint();
    }

    int priority() {
        return priority;
    }

    List<Slot> slots() {
        return slots;
    }

    boolean canPush() {
        return slots.get(0).member().canPush();
    }

    EndpointHealth health() {
        return judgement.health();
    }

    String why() {
        return judgement.why();
    }

    // how calls went; each tells whether the endpoint must be judged anew

    void called(boolean hedge) {
        calls.increment();
        if (hedge) {
            hedges.increment();
        }
    }

    synchronized boolean answered(long latencyNanos, long nowNanos) {
        latencies.record(latencyNanos);
        recent.add(latencyNanos, nowNanos);
        return become(breaker.answered());
    }

    synchronized boolean failed(Verdict verdict, String why, long tookNanos, long nowNanos) {
        counted(verdict.errorClass());
        trouble = why;
        if (!verdict.unwell()) {
            return verdict.errorClass() == ErrorClass.RATE_LIMITED;
        }
        recent.add(Math.max(tookNanos, FAILURE_NANOS), nowNanos);
        return become(breaker.failed(nowNanos));
    }

    /** An error of this class came from it. */
    void counted(ErrorClass errorClass) {
        Objects.requireNonNull(errors.get(errorClass)).increment();
    }

    /** For how long no call leaves that is given to it now; zero if one leaves once there is room. */
    Duration readyIn() {
        return slots.get(0).member().readyIn();
    }

    /** True if a call that is given to it now leaves at once. */
    boolean isReady() {
        Member any = slots.get(0).member();
        return !any.isFull() && any.readyIn().isZero();
    }

    synchronized boolean probed(long latencyNanos, OptionalLong toldHead, long nowNanos) {
        recent.add(latencyNanos, nowNanos);
        if (toldHead.isPresent()) {
            if (head.isEmpty() || toldHead.getAsLong() > head.getAsLong()) {
                grewNanos = nowNanos;
            }
            head = toldHead;
            headNanos = nowNanos;
            returned = false;
        }
        return become(breaker.probed(nowNanos));
    }

    synchronized boolean probeFailed(String why, long nowNanos) {
        trouble = why;
        return become(breaker.probeFailed(nowNanos));
    }

    private boolean become(Breaker next) {
        boolean was = failsOften;
        failsOften = next.failing() > (failsOften ? FAILS_NO_MORE : FAILS_OFTEN);
        boolean changed = next.state() != breaker.state() || was != failsOften;
        breaker = next;
        return changed;
    }

    /** Something else went wrong with it, for people to read. */
    synchronized void trouble(String why) {
        trouble = why;
    }

    synchronized String trouble() {
        return trouble;
    }

    // what it says about the chain

    synchronized OptionalLong head() {
        return head;
    }

    /** What it has said of late; what it said long ago is no view of the chain. */
    synchronized Heads.Seen seen(Duration ofLate, long nowNanos) {
        boolean fresh = head.isPresent() && nowNanos - headNanos <= ofLate.toNanos();
        return new Heads.Seen(
                fresh ? head : OptionalLong.empty(), fresh && nowNanos - grewNanos <= 2 * ofLate.toNanos());
    }

    synchronized void forked(boolean value) {
        forked = value;
    }

    synchronized boolean isBreakerOpen() {
        return breaker.isOpen();
    }

    synchronized Duration hold() {
        return breaker.hold();
    }

    /**
     * Tells whether a connection to it is up. True if it is back after all were lost: what it says about the chain is then not
     * known any more.
     */
    synchronized boolean returns(boolean up) {
        boolean back = up && wasDown;
        returned = returned || back;
        wasDown = wasUp && !up || wasDown && !up;
        wasUp = wasUp || up;
        return back;
    }

    /** Thinks about it anew. */
    synchronized Ranked judge(
            boolean up,
            Optional<String> expelled,
            Duration pause,
            OptionalLong ownHead,
            OptionalLong groupHead,
            int maxLag) {
        // one that says nothing of late has said nothing better
        if (ownHead.isPresent()) {
            standing = Heads.compare(ownHead, groupHead, maxLag);
            behind = groupHead.orElse(0) - ownHead.getAsLong();
        }
        judgement = Judgement.of(
                up,
                expelled,
                breaker,
                failsOften,
                forked ? Standing.FORKED : standing,
                returned,
                behind,
                pause,
                trouble);
        return new Ranked(index, judgement.health(), priority, recent.nanos());
    }

    EndpointStats stats(int rank, long callsOfGroup) {
        Map<ErrorClass, Long> counted = new EnumMap<>(ErrorClass.class);
        errors.forEach((errorClass, count) -> {
            if (count.sum() > 0) {
                counted.put(errorClass, count.sum());
            }
        });
        Judgement now = judgement;
        long own = calls.sum();
        return new EndpointSnapshot(
                shown(),
                slots.stream().map(Slot::connectionId).toList(),
                priority,
                rank,
                now.health(),
                now.why(),
                own,
                hedges.sum(),
                callsOfGroup == 0 ? 0 : (double) own / callsOfGroup,
                Collections.unmodifiableMap(counted),
                latencies.snapshot(),
                Duration.ofNanos(recent.nanos()),
                slots.stream().mapToInt(Slot::inFlight).sum(),
                head(),
                slots.get(0).member().stats().limits());
    }

    long calls() {
        return calls.sum();
    }
}

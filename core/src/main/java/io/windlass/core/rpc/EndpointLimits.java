package io.windlass.core.rpc;

import io.windlass.ConnectionConfig;
import io.windlass.EndpointLimitsStats;
import io.windlass.RateLimit;
import io.windlass.core.monitor.LimitsSnapshot;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint takes, shared by all connections to it: units a second, calls in flight, calls in a batch, and the pauses
 * it asks for. What is configured is a bound; what it answers teaches the rest. Calls above it wait in order; one that was
 * sent back for being too many goes before those that were never sent.
 *
 * <p>Where nothing is configured and the endpoint has not complained, a call passes without more than being counted.
 * Otherwise everything happens in a mailbox. Thread-safe; nothing blocks.
 */
public final class EndpointLimits {
    /** Whose calls wait here. Told in the mailbox. */
    interface Entrant {
        /** The call's turn has come. */
        void admitted(PendingCall call);

        /** The endpoint does not want to be asked for longer than the call has time. */
        void refused(PendingCall call, Duration pause);
    }

    private static final int UNKNOWN = 0;

    private final Optional<RateLimit> configured;
    private final OptionalInt maxInFlight;
    private final Duration firstBackoff;
    private final Duration longestBackoff;
    private final EngineRuntime runtime;
    private final Mailbox mailbox = new Mailbox();
    private final SpendingRate spending;
    private final AtomicLong complaints = new AtomicLong();
    private final AtomicInteger maxBatch;

    private final AtomicInteger inFlight = new AtomicInteger();

    /** Backoffs in a row. */
    private final AtomicInteger backoffs = new AtomicInteger();

    private volatile boolean limiting;
    private volatile long complainedNanos;

    // written in the mailbox
    private volatile int waiting;
    private volatile boolean pausing;
    private volatile long pausedUntilNanos;
    private volatile long nextUnitNanos;
    private volatile double learnedPerSecond = UNKNOWN;

    // only in the mailbox
    private final Map<PendingCall, Entrant> sentBack = new LinkedHashMap<>();
    private final Map<PendingCall, Entrant> queue = new LinkedHashMap<>();
    private final LearnedRate learned = new LearnedRate();
    private @Nullable TokenBucket bucket;
    private Timer.@Nullable Scheduled wakeUp;
    private long wakeUpNanos;

    /** The limits that are configured; nothing is learned yet. */
    public EndpointLimits(ConnectionConfig config, EngineRuntime runtime) {
        this.configured = config.rateLimit();
        this.maxInFlight = config.maxInFlight();
        this.maxBatch = new AtomicInteger(config.batchWindow().isPresent() ? config.maxBatch() : 1);
        this.firstBackoff = config.retryDelay();
        this.longestBackoff = config.maxRetryDelay();
        this.runtime = runtime;
        long now = runtime.ticker().nanos();
        this.spending = new SpendingRate(now);
        this.bucket = configured
                .map(rate -> new TokenBucket(rate.perSecond(), rate.burst(), now))
                .orElse(null);
        this.limiting = configured.isPresent() || maxInFlight.isPresent();
    }

    /** True if the call may go now, and is counted; false if it has to {@link #enter}. */
    boolean pass(PendingCall call) {
        if (limiting) {
            return false;
        }
        spending.count(costOf(call), call.asked.startNanos);
        return true;
    }

    /** The call waits for its turn. */
    void enter(PendingCall call, boolean wasSentBack, Entrant entrant) {
        call.entered = true;
        mailbox.post(() -> {
            Duration pause = pauseLeft(runtime.ticker().nanos());
            if (isHopeless(call, pause)) {
                entrant.refused(call, pause);
                return;
            }
            (wasSentBack ? sentBack : queue).put(call, entrant);
            pump();
        });
    }

    /** The call goes without waiting, but counts. For the engine's own: a late heartbeat would cost the link. */
    void charge(PendingCall call) {
        if (pass(call)) {
            return;
        }
        call.entered = true;
        mailbox.post(() -> admit(call));
    }

    /** The call has ended, or its sending has: it needs neither turn nor place any more. Idempotent. */
    void leave(PendingCall call) {
        if (!call.entered) {
            return;
        }
        call.entered = false;
        mailbox.post(() -> {
            if (call.holdsPlace) {
                call.holdsPlace = false;
                inFlight.decrementAndGet();
            } else if (queue.remove(call) == null) {
                sentBack.remove(call);
            }
            pump();
        });
    }

    /** The endpoint answered the call with anything but a complaint. */
    void answered(PendingCall call) {
        if (backoffs.get() > 0 && call.admittedNanos - complainedNanos > 0) {
            backoffs.set(0);
        }
    }

    /** The endpoint said of the call that it is asked too often, and perhaps for how long it does not want to be asked. */
    void complained(PendingCall call, Optional<Duration> asked) {
        complaints.incrementAndGet();
        mailbox.post(() -> {
            long now = runtime.ticker().nanos();
            boolean news = learned.complained(call.admittedNanos, spending.perSecond(now), now);
            if (news) {
                complainedNanos = now;
                rateChanged(now);
                bucketOf(now).empty(now);
            }
            pauseFor(asked.map(this::withJitter).orElseGet(() -> news ? backoff() : Duration.ZERO), now);
            limiting = true;
            refuseHopeless(now);
            pump();
        });
    }

    /** The endpoint refused a batch of this many calls. */
    void batchRefused(int size) {
        maxBatch.accumulateAndGet(Math.max(1, size / 2), Math::min);
    }

    /** The most calls that may go in one batch; 1 for none. */
    int maxBatch() {
        return maxBatch.get();
    }

    /** How long a call that is made now would wait at least for time to pass; zero if it would go as soon as there is room. */
    public Duration readyIn() {
        if (!limiting) {
            return Duration.ZERO;
        }
        long now = runtime.ticker().nanos();
        return Duration.ofNanos(Math.max(0, Math.max(pauseLeft(now).toNanos(), nextUnitNanos - now)));
    }

    /** True if a call that is made now would wait for others to go or to end, and nobody knows how long that takes. */
    public boolean isFull() {
        return limiting && (waiting > 0 || maxInFlight.isPresent() && inFlight.get() >= maxInFlight.getAsInt());
    }

    /** How they stand. */
    public EndpointLimitsStats stats() {
        OptionalDouble taught =
                learnedPerSecond == UNKNOWN ? OptionalDouble.empty() : OptionalDouble.of(learnedPerSecond);
        return new LimitsSnapshot(
                configured.isPresent()
                        ? OptionalDouble.of(Math.min(bound(), taught.orElse(Double.POSITIVE_INFINITY)))
                        : taught,
                taught,
                complaints.get(),
                pauseLeft(runtime.ticker().nanos()),
                inFlight.get(),
                waiting,
                maxBatch());
    }

    private int costOf(PendingCall call) {
        return configured.isPresent() ? call.asked.cost(configured.get()) : 1;
    }

    private Duration pauseLeft(long now) {
        return pausing ? Duration.ofNanos(Math.max(0, pausedUntilNanos - now)) : Duration.ZERO;
    }

    private static boolean isHopeless(PendingCall call, long now, Duration pause) {
        return !pause.isZero() && pause.toNanos() >= call.asked.nanosLeft(now);
    }

    private boolean isHopeless(PendingCall call, Duration pause) {
        return isHopeless(call, runtime.ticker().nanos(), pause);
    }

    // in the mailbox

    private void pump() {
        long now = runtime.ticker().nanos();
        for (Map<PendingCall, Entrant> turn : List.of(sentBack, queue)) {
            Iterator<Map.Entry<PendingCall, Entrant>> entries = turn.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<PendingCall, Entrant> next = entries.next();
                PendingCall call = next.getKey();
                if (!call.isDone() && !mayGo(call, now)) {
                    waiting = sentBack.size() + queue.size();
                    return;
                }
                entries.remove();
                if (!call.isDone()) {
                    admit(call);
                    next.getValue().admitted(call);
                }
            }
        }
        waiting = 0;
    }

    private boolean mayGo(PendingCall call, long now) {
        if (maxInFlight.isPresent() && inFlight.get() >= maxInFlight.getAsInt()) {
            return false; // the next that ends makes room
        }
        long wait = pauseLeft(now).toNanos();
        TokenBucket units = bucket;
        if (units != null) {
            long forUnits = units.waitNanos(costOf(call), now);
            if (forUnits > 0 && learnedPerSecond < bound() && learned.wanted(now)) {
                rateChanged(now);
                forUnits = units.waitNanos(costOf(call), now);
            }
            wait = Math.max(wait, forUnits);
        }
        if (wait > 0) {
            pumpAgain(now + wait, now);
        }
        return wait == 0;
    }

    private void admit(PendingCall call) {
        long now = runtime.ticker().nanos();
        int cost = costOf(call);
        call.admittedNanos = now;
        call.holdsPlace = true;
        inFlight.incrementAndGet();
        spending.count(cost, now);
        TokenBucket units = bucket;
        if (units != null) {
            units.take(cost, now);
            nextUnitNanos = now + units.waitNanos(1, now);
        }
    }

    private void pumpAgain(long at, long now) {
        if (wakeUp != null && wakeUpNanos - at <= 0) {
            return;
        }
        if (wakeUp != null) {
            wakeUp.cancel();
        }
        wakeUpNanos = at;
        wakeUp = runtime.timer()
                .schedule(
                        Duration.ofNanos(at - now),
                        () -> mailbox.post(() -> {
                            wakeUp = null;
                            pump();
                        }));
    }

    private void rateChanged(long now) {
        learnedPerSecond = learned.perSecond().orElse(UNKNOWN);
        if (learnedPerSecond < bound()) {
            bucketOf(now).change(learnedPerSecond, Math.max(1, learnedPerSecond / 10), now);
        } else {
            configured.ifPresent(rate -> bucketOf(now).change(rate.perSecond(), rate.burst(), now));
        }
    }

    private double bound() {
        return configured.map(RateLimit::perSecond).orElse(Double.POSITIVE_INFINITY);
    }

    private TokenBucket bucketOf(long now) {
        TokenBucket units = bucket;
        if (units == null) {
            units = new TokenBucket(learnedPerSecond, 1, now);
            bucket = units;
        }
        return units;
    }

    private void pauseFor(Duration pause, long now) {
        if (pause.compareTo(pauseLeft(now)) > 0) {
            pausedUntilNanos = now + pause.toNanos();
            pausing = true;
        }
    }

    /** Those that were told the same moment must not come back the same moment. */
    private Duration withJitter(Duration asked) {
        return asked.plusNanos(runtime.random().nextLong(asked.toNanos() / 10 + 1));
    }

    private Duration backoff() {
        Duration grown = firstBackoff.multipliedBy(1L << Math.min(backoffs.getAndIncrement(), 10));
        long longest = Math.min(grown.toNanos(), longestBackoff.toNanos());
        return Duration.ofNanos(longest / 2 + runtime.random().nextLong(longest / 2 + 1));
    }

    private void refuseHopeless(long now) {
        Duration pause = pauseLeft(now);
        for (Map<PendingCall, Entrant> waiters : List.of(sentBack, queue)) {
            Map<PendingCall, Entrant> hopeless = new LinkedHashMap<>(waiters);
            hopeless.keySet().removeIf(call -> !isHopeless(call, now, pause));
            waiters.keySet().removeAll(hopeless.keySet());
            hopeless.forEach((call, entrant) -> entrant.refused(call, pause));
        }
    }
}

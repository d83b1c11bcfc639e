package io.windlass.core.rpc;

import io.windlass.ConnectionConfig;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where each call is that has not ended: in flight by its id, waiting for a link, or resting until something else comes. A
 * call changes its place only by who takes it out of the one it is in. Deadlines have no timer each, since most calls end long
 * before theirs: all are looked at when the earliest of them has come. Thread-safe.
 */
final class OpenCalls {
    private final EngineRuntime runtime;
    private final EndpointLimits limits;
    private final Consumer<PendingCall> late;
    private final long shortestSweepNanos;

    private final ConcurrentMap<Long, PendingCall> inFlight = new ConcurrentHashMap<>();
    private final Queue<PendingCall> waiting = new ConcurrentLinkedQueue<>();
    private final Set<PendingCall> resting = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Sweep> nextSweep = new AtomicReference<>();

    /**
     * None are open.
     *
     * @param late told of each call whose deadline has passed, after it was taken from its place
     */
    OpenCalls(ConnectionConfig config, EngineRuntime runtime, EndpointLimits limits, Consumer<PendingCall> late) {
        this.runtime = runtime;
        this.limits = limits;
        this.late = late;
        long shortest =
                Math.min(config.requestTimeout().toMillis(), config.timeout().toMillis());
        this.shortestSweepNanos =
                Duration.ofMillis(Math.min(250, Math.max(5, shortest / 20))).toNanos();
    }

    /** The call, or its batch, is about to go over the link. */
    void fly(PendingCall call, Link over, @Nullable Batch with) {
        call.link = over;
        call.batch = with;
        inFlight.put(call.id, call);
        sweepBy(call.asked.deadlineNanos());
    }

    /** True for who takes the call out of flight, and has to see to it from now on. */
    boolean land(PendingCall call) {
        boolean mine = inFlight.remove(call.id, call);
        if (mine) {
            limits.leave(call);
        }
        return mine;
    }

    /** The call in flight with this id, which is no longer in flight then; null if there is none. */
    @Nullable
    PendingCall land(long id) {
        PendingCall call = inFlight.remove(id);
        if (call != null) {
            limits.leave(call);
        }
        return call;
    }

    boolean isInFlight(PendingCall call) {
        return inFlight.get(call.id) == call;
    }

    /** Those in flight; may be changed while it is looked at. */
    Collection<PendingCall> inFlight() {
        return inFlight.values();
    }

    /** The call waits for a link. */
    void waitForLink(PendingCall call) {
        waiting.add(call);
        sweepBy(call.asked.deadlineNanos());
        if (call.isDone()) {
            endWait(call); // ended meanwhile, by who may have looked for it before it was here
        }
    }

    /** The one that has waited for a link the longest, which waits no more then. */
    @Nullable
    PendingCall nextForLink() {
        return waiting.poll();
    }

    private boolean endWait(PendingCall call) {
        return waiting.remove(call);
    }

    /** The call will go on when its backoff is over, its turn comes, or its batch is gathered. */
    void rest(PendingCall call) {
        resting.add(call);
        sweepBy(call.asked.deadlineNanos());
        if (call.isDone()) {
            wake(call);
        }
    }

    /** True for who ends the call's rest. */
    boolean wake(PendingCall call) {
        return resting.remove(call);
    }

    /** Takes the call from wherever it is. */
    void remove(PendingCall call) {
        if (land(call)) {
            cancelOnLink(call);
        } else if (wake(call) || endWait(call)) {
            limits.leave(call);
        }
    }

    /** Takes all from where they are; the action ends each. */
    void removeAll(Consumer<PendingCall> end) {
        for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
            end.accept(call);
        }
        for (PendingCall call : List.copyOf(resting)) {
            if (wake(call)) {
                end.accept(call);
            }
        }
        for (PendingCall call : inFlight.values()) {
            if (land(call)) {
                end.accept(call);
                cancelOnLink(call);
            }
        }
        // a timer that is left would hold all this in memory until its time
        Sweep planned = nextSweep.getAndSet(null);
        if (planned != null) {
            planned.cancel();
        }
    }

    /** One call of a batch cannot be given up, only all of them. */
    private static void cancelOnLink(PendingCall ended) {
        Link link = ended.link;
        Batch batch = ended.batch;
        if (link == null) {
            return;
        }
        if (batch == null) {
            link.cancel(ended);
        } else if (batch.isDone()) {
            link.cancel(batch);
        }
    }

    int size() {
        return inFlight.size() + waiting.size() + resting.size();
    }

    /** Sees to it that the deadlines are looked at by then. */
    private void sweepBy(long deadlineNanos) {
        Sweep planned = nextSweep.get();
        while (planned == null || deadlineNanos - planned.atNanos < 0) {
            Sweep sooner = new Sweep(deadlineNanos);
            if (nextSweep.compareAndSet(planned, sooner)) {
                if (planned != null) {
                    planned.cancel();
                }
                long wait = Math.max(0, deadlineNanos - runtime.ticker().nanos());
                sooner.timer = runtime.timer().schedule(Duration.ofNanos(wait), () -> sweep(sooner));
                return;
            }
            planned = nextSweep.get();
        }
    }

    private void sweep(Sweep due) {
        if (!nextSweep.compareAndSet(due, null)) {
            return; // a sooner one took its place
        }
        long now = runtime.ticker().nanos();
        long earliest = Math.min(
                endLate(inFlight.values(), this::land, now),
                Math.min(endLate(waiting, this::endWait, now), endLate(resting, this::wake, now)));
        if (earliest < Long.MAX_VALUE) {
            // those that end soon one after the other are not worth a look each
            sweepBy(now + Math.max(earliest, shortestSweepNanos));
        }
    }

    /** Takes out those that are late. How long the next one of the others has. */
    private long endLate(Collection<PendingCall> calls, Predicate<PendingCall> take, long now) {
        long earliest = Long.MAX_VALUE;
        for (PendingCall call : calls) {
            long left = call.asked.nanosLeft(now);
            if (left > 0) {
                earliest = Math.min(earliest, left);
            } else if (take.test(call)) {
                late.accept(call);
                cancelOnLink(call);
            }
        }
        return earliest;
    }

    /** A look at all deadlines that is to come; known by identity. */
    private static final class Sweep {
        final long atNanos;
        volatile Timer.@Nullable Scheduled timer;

        Sweep(long atNanos) {
            this.atNanos = atNanos;
        }

        void cancel() {
            Timer.Scheduled scheduled = timer;
            if (scheduled != null) {
                scheduled.cancel();
            }
        }
    }
}

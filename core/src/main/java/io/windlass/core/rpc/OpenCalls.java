package io.windlass.core.rpc;

import io.windlass.ConnectionConfig;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where each call is that has not ended: in flight by its id, waiting for a link, or resting until something else comes. A
 * call changes its place only by who takes it out of the one it is in. Deadlines are looked at every so often rather than by a
 * timer each: most calls end long before theirs. Thread-safe.
 */
final class OpenCalls {
    private final EngineRuntime runtime;
    private final EndpointLimits limits;
    private final Consumer<PendingCall> late;
    private final Duration sweepInterval;

    private final ConcurrentMap<Long, PendingCall> inFlight = new ConcurrentHashMap<>();
    private final Queue<PendingCall> waiting = new ConcurrentLinkedQueue<>();
    private final Set<PendingCall> resting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /**
     * None are open.
     *
     * @param late told of each call whose deadline has passed, or that has ended, after it was taken from its place
     */
    OpenCalls(ConnectionConfig config, EngineRuntime runtime, EndpointLimits limits, Consumer<PendingCall> late) {
        this.runtime = runtime;
        this.limits = limits;
        this.late = late;
        long shortest =
                Math.min(config.requestTimeout().toMillis(), config.timeout().toMillis());
        this.sweepInterval = Duration.ofMillis(Math.min(250, Math.max(5, shortest / 20)));
    }

    /** The call, or its batch, is about to go over the link. */
    void fly(PendingCall call, Link over, @Nullable Batch with) {
        call.link = over;
        call.batch = with;
        inFlight.put(call.id, call);
        sweepLater();
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
        sweepLater();
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
        sweepLater();
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

    private void sweepLater() {
        if (!sweeping.get() && sweeping.compareAndSet(false, true)) {
            runtime.timer().schedule(sweepInterval, this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        long now = runtime.ticker().nanos();
        for (PendingCall call : inFlight.values()) {
            if (call.asked.nanosLeft(now) <= 0 && land(call)) {
                late.accept(call);
                cancelOnLink(call);
            }
        }
        for (PendingCall call : waiting) {
            if (isOver(call, now) && endWait(call)) {
                late.accept(call);
            }
        }
        for (PendingCall call : resting) {
            if (isOver(call, now) && wake(call)) {
                late.accept(call);
            }
        }
        if (size() > 0) {
            sweepLater();
        }
    }

    /** It is late, or nobody waits for it any more. */
    private static boolean isOver(PendingCall call, long now) {
        return call.isDone() || call.asked.nanosLeft(now) <= 0;
    }
}

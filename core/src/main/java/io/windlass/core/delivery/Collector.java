package io.windlass.core.delivery;

import io.windlass.BatchPolicy;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes batches of what waits in a buffer: it collects there, so what is not yet due can still be withdrawn. Guarded by the lane's lock. */
final class Collector<E> {
    private final BatchPolicy policy;
    private final Buffer<E> buffer;
    private final Recipient<E> recipient;
    private final EngineRuntime runtime;
    private final Runnable due;

    /** How many items wait that are handed over by themselves. */
    private int alone;

    private boolean flushed;
    private long oldestNanos;

    private boolean isAlarmSet;

    /** @param due told, without the lock, when the time of a batch has come */
    Collector(BatchPolicy policy, Buffer<E> buffer, Recipient<E> recipient, EngineRuntime runtime, Runnable due) {
        this.policy = policy;
        this.buffer = buffer;
        this.recipient = recipient;
        this.runtime = runtime;
        this.due = due;
    }

    void offered(E item) {
        if (buffer.size() == 1) {
            oldestNanos = runtime.ticker().nanos();
        }
        if (recipient.isAlone(item)) {
            alone++;
        }
    }

    /** What waits now does not wait for more. */
    void flush() {
        flushed = !buffer.isEmpty();
    }

    void withdrawn(List<E> items) {
        for (E item : items) {
            if (recipient.isAlone(item)) {
                alone--;
            }
        }
        flushed &= !buffer.isEmpty();
    }

    /** True if something is to be handed over now; else an alarm is set for when it will be. */
    boolean isDue() {
        if (buffer.isEmpty()) {
            return false;
        }
        if (alone > 0 || flushed || buffer.size() >= policy.maxSize()) {
            return true;
        }
        if (isAlarmSet) {
            return false; // it goes off in time
        }
        long left = policy.maxWait().toNanos() - (runtime.ticker().nanos() - oldestNanos);
        if (left > 0) {
            isAlarmSet = true;
            var unused = runtime.timer().schedule(Duration.ofNanos(left), due);
        }
        return left <= 0;
    }

    /** The alarm has gone off, maybe for a batch that has gone meanwhile. */
    void alarmed() {
        isAlarmSet = false;
    }

    /** Loads what is due, if anything is. What is left counts as having waited as long as what is taken. */
    void collect(Strand<E> into) {
        E first = isDue() ? buffer.peek() : null;
        if (first == null) {
            return;
        }
        flushed = false;
        if (recipient.isAlone(first)) {
            alone--;
            buffer.poll();
            into.load(first);
            return;
        }
        List<E> batch = new ArrayList<>(Math.min(buffer.size(), policy.maxSize()));
        for (E next = first; next != null && !recipient.isAlone(next) && batch.size() < policy.maxSize(); ) {
            batch.add(next);
            buffer.poll();
            next = buffer.peek();
        }
        into.load(batch);
    }
}

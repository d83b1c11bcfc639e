package io.windlass.core.delivery;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that its reader waits on. Ends when closed; what was offered before {@link #finish} is read first.
 *
 * @param <E> what waits in it
 */
public final class PullQueue<E> {
    private final Buffer<E> buffer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean finished;

    /** An empty queue. */
    public PullQueue(int maxItems, long maxBytes) {
        this.buffer = new Buffer<>(maxItems, maxBytes);
    }

    /** False if it did not fit or the queue is finished. */
    public boolean offer(E item, int bytes) {
        lock.lock();
        try {
            if (finished || !buffer.offer(item, bytes)) {
                return false;
            }
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next item; waits for it.
     *
     * @return null when the queue is finished and empty, or the time is over
     */
    public @Nullable E take(long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeoutNanos;
            E next = buffer.poll();
            while (next == null && !finished && left > 0) {
                left = changed.awaitNanos(left);
                next = buffer.poll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** No more items will come; those that wait can still be read. */
    public void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** True if no more items will come and none waits. */
    public boolean isExhausted() {
        lock.lock();
        try {
            return finished && buffer.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many items wait that match. */
    public int waiting(Predicate<E> which) {
        return buffer.count(which);
    }

    /** Takes out what waits and matches. */
    public List<E> withdraw(Predicate<E> which) {
        return buffer.withdraw(which);
    }

    /** Takes out the item that has waited longest and matches; null if none does. */
    public @Nullable E withdrawFirst(Predicate<E> which) {
        return buffer.withdrawFirst(which);
    }

    /** Drops what waits and ends the queue. */
    public void close() {
        buffer.clear();
        finish();
    }
}

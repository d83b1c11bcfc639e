package io.windlass.core.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that is emptied by one thread at a time, in order, on the handlers' executor. Offering never blocks.
 *
 * @param <E> what waits in it
 */
public final class Lane<E> {
    private final Buffer<E> buffer;
    private final Executor executor;
    private final Consumer<E> receiver;
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> idleAfterClose = new CompletableFuture<>();

    /**
     * A lane.
     *
     * @param receiver must not throw
     */
    public Lane(int maxItems, long maxBytes, Executor executor, Consumer<E> receiver) {
        this.buffer = new Buffer<>(maxItems, maxBytes);
        this.executor = executor;
        this.receiver = receiver;
    }

    /** False if it did not fit or the lane is closed. */
    public boolean offer(E item, int bytes) {
        if (closed.get() || !buffer.offer(item, bytes)) {
            return false;
        }
        wake();
        return true;
    }

    private void wake() {
        if (work.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        int seen = work.get();
        do {
            E item = next();
            while (item != null) {
                receiver.accept(item);
                item = next();
            }
            if (closed.get()) {
                idleAfterClose.complete(null);
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private @Nullable E next() {
        return closed.get() ? null : buffer.poll();
    }

    /** Drops what waits; the item that is being received ends in peace. Idempotent. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            buffer.clear();
            wake();
        }
    }

    /** Completes when the lane is closed and nothing is being received any more. */
    public CompletableFuture<Void> ended() {
        return idleAfterClose;
    }

    /** How many items wait. */
    public int waiting() {
        return buffer.size();
    }

    /** How many items did not fit. */
    public long refused() {
        return buffer.refused();
    }
}

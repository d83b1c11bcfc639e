package io.windlass.core.delivery;

import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that is emptied by one thread at a time, in order, on the handlers' executor. Offering never blocks.
 *
 * @param <E> what waits in it
 */
public final class Lane<E> {
    /** Receives what comes out of a lane. Must not throw. */
    @FunctionalInterface
    public interface Receiver<E> {
        /**
         * Receives an item.
         *
         * @param attempt 1 the first time
         * @return null if it is done with the item, else after how long to hand it over again; what follows waits
         */
        @Nullable
        Duration receive(E item, int attempt);
    }

    private final Buffer<E> buffer;
    private final Executor executor;
    private final Timer timer;
    private final Receiver<E> receiver;
    private final Runnable progress;
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> idleAfterClose = new CompletableFuture<>();

    private volatile boolean pausing;
    private volatile Timer.@Nullable Scheduled pause;

    // only by the thread that drains
    private @Nullable E current;
    private int attempt;

    /**
     * A lane.
     *
     * @param progress told when the lane has become half empty, and when it has become empty
     */
    public Lane(int maxItems, long maxBytes, Executor executor, Timer timer, Receiver<E> receiver, Runnable progress) {
        this.buffer = new Buffer<>(maxItems, maxBytes);
        this.executor = executor;
        this.timer = timer;
        this.receiver = receiver;
        this.progress = progress;
    }

    /**
     * A lane whose receiver takes each item once.
     *
     * @param receiver must not throw
     */
    public Lane(int maxItems, long maxBytes, Executor executor, Consumer<E> receiver) {
        this(
                maxItems,
                maxBytes,
                executor,
                (delay, task) -> {
                    throw new IllegalStateException("nothing is received again");
                },
                (item, attempt) -> {
                    receiver.accept(item);
                    return null;
                },
                () -> {});
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
            boolean hadRoom = buffer.hasRoom();
            boolean received = false;
            for (E item = next(); item != null; item = next()) {
                if (!receive(item)) {
                    break;
                }
                received = true;
                if (!hadRoom && buffer.hasRoom()) {
                    hadRoom = true;
                    progress.run();
                }
            }
            if (closed.get()) {
                idleAfterClose.complete(null);
            } else if (received) {
                progress.run();
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private @Nullable E next() {
        if (closed.get() || pausing) {
            return null;
        }
        return current != null ? current : buffer.poll();
    }

    /** False if the item is to be received again later. */
    private boolean receive(E item) {
        current = item;
        attempt++;
        Duration again = receiver.receive(item, attempt);
        if (again != null) {
            pausing = true;
            pause = timer.schedule(again, () -> {
                pausing = false;
                wake();
            });
            return false;
        }
        current = null;
        attempt = 0;
        return true;
    }

    /** Takes out what waits and matches; what is being received is not among it. */
    public List<E> withdraw(Predicate<E> which) {
        return buffer.withdraw(which);
    }

    /** Takes out the item that has waited longest and matches; null if none does. */
    public @Nullable E withdrawFirst(Predicate<E> which) {
        return buffer.withdrawFirst(which);
    }

    /** Drops what waits; the item that is being received ends in peace. Idempotent. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            buffer.clear();
            Timer.Scheduled waiting = pause;
            if (waiting != null) {
                waiting.cancel();
            }
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
}

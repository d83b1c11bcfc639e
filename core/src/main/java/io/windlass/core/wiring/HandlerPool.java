package io.windlass.core.wiring;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for handlers where there are no virtual ones: a task gets one that is free, else a new one, up to a bound; beyond it
 * tasks wait in order. Those that are free for 10 s end.
 */
final class HandlerPool extends ThreadPoolExecutor {
    HandlerPool(int most, ThreadFactory threads) {
        super(0, most, 10, TimeUnit.SECONDS, new HandOver(), threads, HandlerPool::enqueue);
    }

    /** Takes a task only for a thread that waits for one, so that the pool makes another rather than have tasks wait. */
    @SuppressWarnings("serial") // never written anywhere
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    /** All threads are there and busy, or the pool is shut down. */
    private static void enqueue(Runnable task, ThreadPoolExecutor pool) {
        if (!pool.isShutdown()) {
            ((HandOver) pool.getQueue()).put(task);
            if (!pool.isShutdown() || !pool.remove(task)) {
                return; // it will be run
            }
        }
        throw new RejectedExecutionException("the handlers' pool is shut down");
    }
}

package io.windlass.transport.websocket;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Makes threads and waits for their real end, which comes a little after an executor calls itself terminated. */
final class OwnThreads implements ThreadFactory {
    private final ThreadFactory factory;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    OwnThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    @Override
    public Thread newThread(Runnable task) {
        made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = factory.newThread(task);
        made.add(thread);
        return thread;
    }

    /** True if all ended before the deadline. */
    boolean join(long deadlineNanos) throws InterruptedException {
        boolean ended = true;
        for (Thread thread : made) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            thread.join(Math.max(1, left));
            ended &= !thread.isAlive();
        }
        return ended;
    }
}

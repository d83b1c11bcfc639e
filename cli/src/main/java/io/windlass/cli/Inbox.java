package io.windlass.cli;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a feed's lane brings to the thread that prints. Holds few items, so that a slow terminal slows the lane and not
 * the heap. Can be closed from either side.
 */
final class Inbox<T> {
    private static final int CAPACITY = 256;

    private final Queue<T> items = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Throwable failure;

    /** Waits for room; drops the item once the inbox is closed. */
    synchronized void put(T item) throws InterruptedException {
        while (items.size() >= CAPACITY && !closed) {
            wait();
        }
        if (!closed) {
            items.add(item);
            notifyAll();
        }
    }

    /** Nothing more comes; what is there can still be taken. Only the first reason counts. */
    synchronized void close(@Nullable Throwable reason) {
        if (!closed) {
            closed = true;
            failure = reason;
            notifyAll();
        }
    }

    /**
     * Waits for an item.
     *
     * @param deadlineNanos until when, as {@link System#nanoTime()} tells it
     * @return null at the deadline, or when the inbox is closed and empty
     */
    synchronized @Nullable T take(long deadlineNanos) throws InterruptedException {
        while (items.isEmpty() && !closed) {
            long millis = (deadlineNanos - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return null;
            }
            wait(millis);
        }
        T item = items.poll();
        notifyAll();
        return item;
    }

    /** True if an item can be taken without waiting. */
    synchronized boolean hasItem() {
        return !items.isEmpty();
    }

    /** Why it was closed; null if it is open or nobody gave a reason. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }
}

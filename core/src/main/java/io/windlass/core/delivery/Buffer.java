package io.windlass.core.delivery;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits between a feed and its receiver: bounded in items and in bytes. What does not fit is refused and counted.
 * Thread-safe.
 */
final class Buffer<E> {
    private record Entry<E>(E item, int bytes) {}

    private final int maxItems;
    private final long maxBytes;
    private final ArrayDeque<Entry<E>> entries = new ArrayDeque<>();
    private long bytes;
    private long refused;

    Buffer(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** False if it did not fit. One item always fits into an empty buffer, however large. */
    synchronized boolean offer(E item, int size) {
        if (entries.size() >= maxItems || !entries.isEmpty() && bytes + size > maxBytes) {
            refused++;
            return false;
        }
        entries.add(new Entry<>(item, size));
        bytes += size;
        return true;
    }

    synchronized @Nullable E poll() {
        Entry<E> next = entries.poll();
        if (next == null) {
            return null;
        }
        bytes -= next.bytes;
        return next.item;
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long refused() {
        return refused;
    }
}

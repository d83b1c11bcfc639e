package io.windlass.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What waits between a feed and its receiver: bounded in items and in bytes. Thread-safe. */
final class Buffer<E> {
    private record Entry<E>(E item, int bytes) {}

    private final int maxItems;
    private final long maxBytes;
    private final ArrayDeque<Entry<E>> entries = new ArrayDeque<>();
    private long bytes;

    Buffer(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** False if it did not fit. One item always fits into an empty buffer, however large. */
    synchronized boolean offer(E item, int size) {
        if (entries.size() >= maxItems || !entries.isEmpty() && bytes + size > maxBytes) {
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

    /** Takes out all that match, oldest first. */
    synchronized List<E> withdraw(Predicate<E> which) {
        List<E> out = new ArrayList<>();
        for (Iterator<Entry<E>> all = entries.iterator(); all.hasNext(); ) {
            Entry<E> entry = all.next();
            if (which.test(entry.item)) {
                all.remove();
                bytes -= entry.bytes;
                out.add(entry.item);
            }
        }
        return out;
    }

    /** Takes out the oldest that matches; null if none does. */
    synchronized @Nullable E withdrawFirst(Predicate<E> which) {
        for (Iterator<Entry<E>> all = entries.iterator(); all.hasNext(); ) {
            Entry<E> entry = all.next();
            if (which.test(entry.item)) {
                all.remove();
                bytes -= entry.bytes;
                return entry.item;
            }
        }
        return null;
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }

    synchronized int size() {
        return entries.size();
    }

    /** True if half of it or more is free. */
    synchronized boolean hasRoom() {
        return entries.size() <= maxItems / 2 && bytes <= maxBytes / 2;
    }
}

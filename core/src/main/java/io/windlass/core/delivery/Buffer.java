package io.windlass.core.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What waits between a feed and its receiver: bounded in items and in bytes. Thread-safe. */
final class Buffer<E> {
    private static final int SMALLEST = 16;

    private final int maxItems;
    private final long maxBytes;
    // a ring: no entry object for each item
    private @Nullable Object[] items = new Object[SMALLEST];
    private int[] sizes = new int[SMALLEST];
    private int head;
    private int count;
    private long bytes;

    Buffer(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** False if it did not fit. One item always fits into an empty buffer, however large. */
    synchronized boolean offer(E item, int size) {
        if (count >= maxItems || count > 0 && bytes + size > maxBytes) {
            return false;
        }
        if (count == items.length) {
            grow();
        }
        int at = slot(count);
        items[at] = item;
        sizes[at] = size;
        count++;
        bytes += size;
        return true;
    }

    private void grow() {
        int old = items.length;
        @Nullable Object[] moreItems = new Object[old * 2];
        int[] moreSizes = new int[old * 2];
        for (int i = 0; i < count; i++) {
            moreItems[i] = items[slot(i)];
            moreSizes[i] = sizes[slot(i)];
        }
        items = moreItems;
        sizes = moreSizes;
        head = 0;
    }

    private int slot(int index) {
        return (head + index) & (items.length - 1);
    }

    @SuppressWarnings("unchecked") // only items are put in
    private E at(int slot) {
        return (E) items[slot];
    }

    /** What has waited longest; null if nothing waits. */
    synchronized @Nullable E peek() {
        return count == 0 ? null : at(head);
    }

    /** Takes out what has waited longest; null if nothing waits. */
    synchronized @Nullable E poll() {
        if (count == 0) {
            return null;
        }
        E next = at(head);
        items[head] = null;
        bytes -= sizes[head];
        head = slot(1);
        count--;
        return next;
    }

    /** Takes out all that match, oldest first. */
    synchronized List<E> withdraw(Predicate<E> which) {
        List<E> out = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int from = slot(i);
            E item = at(from);
            if (which.test(item)) {
                out.add(item);
                bytes -= sizes[from];
            } else {
                int to = slot(kept++);
                items[to] = item;
                sizes[to] = sizes[from];
            }
        }
        for (int i = kept; i < count; i++) {
            items[slot(i)] = null;
        }
        count = kept;
        return out;
    }

    /** Takes out the oldest that matches; null if none does. */
    synchronized @Nullable E withdrawFirst(Predicate<E> which) {
        for (int i = 0; i < count; i++) {
            E item = at(slot(i));
            if (which.test(item)) {
                bytes -= sizes[slot(i)];
                for (int j = i; j > 0; j--) { // those before it move up
                    items[slot(j)] = items[slot(j - 1)];
                    sizes[slot(j)] = sizes[slot(j - 1)];
                }
                items[head] = null;
                head = slot(1);
                count--;
                return item;
            }
        }
        return null;
    }

    synchronized void clear() {
        Arrays.fill(items, null);
        count = 0;
        bytes = 0;
    }

    synchronized int size() {
        return count;
    }

    /** How many match. */
    synchronized int count(Predicate<E> which) {
        int matching = 0;
        for (int i = 0; i < count; i++) {
            matching += which.test(at(slot(i))) ? 1 : 0;
        }
        return matching;
    }

    synchronized boolean isEmpty() {
        return count == 0;
    }

    /** True if half of it or more is free. */
    synchronized boolean hasRoom() {
        return count <= maxItems / 2 && bytes <= maxBytes / 2;
    }
}

package io.windlass.core.delivery;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The items of one key, in order. Guarded by the lane's lock. */
final class KeyStrand<E> extends Strand<E> {
    /** Stands for the key of an item whose key could not be told. Equal to no other. */
    static final class Unknown {}

    private @Nullable Object key;
    private @Nullable ArrayDeque<Slot<E>> waiting;
    private @Nullable Slot<E> current;

    @Nullable
    Object key() {
        return key;
    }

    /** Serves this key from now on; it is empty. */
    KeyStrand<E> of(@Nullable Object other) {
        key = other;
        return this;
    }

    /** Adds an item; true if it is the only one. */
    boolean add(Slot<E> slot) {
        if (current == null) {
            current = slot;
            load(slot.item);
            return true;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(slot);
        return false;
    }

    /** What is handed over has come to its end; true if there is something next. */
    boolean advance(Slot.State how) {
        Slot<E> done = current;
        if (done != null) {
            done.state = how;
        }
        unload();
        Slot<E> next = waiting == null ? null : waiting.poll();
        current = next;
        if (next == null) {
            return false;
        }
        load(next.item);
        return true;
    }

    /** True if what is handed over has not been handed over before. */
    boolean isFresh() {
        return state() == State.READY && attempts() == 0;
    }

    @Override
    boolean lacksKey() {
        return key instanceof Unknown;
    }

    boolean isEmpty() {
        return current == null;
    }

    int waiting() {
        return (waiting == null ? 0 : waiting.size()) + (isFresh() ? 1 : 0);
    }

    /** As {@link Dealing#withdraw}. */
    void withdraw(Predicate<E> which, List<E> out) {
        Iterator<Slot<E>> all = waiting == null ? Collections.emptyIterator() : waiting.iterator();
        while (all.hasNext()) {
            Slot<E> slot = all.next();
            if (which.test(slot.item)) {
                all.remove();
                slot.state = Slot.State.GONE;
                out.add(slot.item);
            }
        }
        Slot<E> now = current;
        if (now == null || !which.test(now.item)) {
            return;
        }
        boolean fresh = isFresh();
        forget(which);
        if (state() == State.IDLE) {
            if (fresh) {
                out.add(now.item);
            }
            advance(Slot.State.GONE);
        }
    }
}

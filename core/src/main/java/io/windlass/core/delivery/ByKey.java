package io.windlass.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands over several items at once, those of one key one after the other; an item that is alone after all others. */
final class ByKey<E> implements Dealing<E> {
    /** So many items are under way for each attempt that may run: those of one key should not keep others from being found. */
    private static final int UNDER_WAY = 8;

    private final Buffer<E> buffer;
    private final Recipient<E> recipient;
    private final int mostUnderWay;
    private final Map<@Nullable Object, KeyStrand<E>> strands = new HashMap<>();
    private final KeyStrand<E> lone = new KeyStrand<>();

    /** Empty ones, to be used again. */
    private final ArrayDeque<KeyStrand<E>> free = new ArrayDeque<>();

    private final ArrayDeque<Strand<E>> ready = new ArrayDeque<>();

    /** What was taken out of the buffer, in order, from the oldest on that is not settled. */
    private final ArrayDeque<Slot<E>> underWay = new ArrayDeque<>();

    private @Nullable Slot<E> sorting;
    private @Nullable E line;
    private boolean closed;

    ByKey(Buffer<E> buffer, Recipient<E> recipient, int attempts) {
        this.buffer = buffer;
        this.recipient = recipient;
        this.mostUnderWay = Math.multiplyExact(attempts, UNDER_WAY);
    }

    @Override
    public @Nullable Strand<E> next(@Nullable Strand<E> only) {
        if (only != null) {
            return ready.remove(only) ? only : null;
        }
        if (ready.isEmpty() && underWay.isEmpty()) {
            E first = buffer.peek();
            if (first != null && recipient.isAlone(first)) {
                lone.add(takeFirst(first));
                return lone;
            }
        }
        return ready.poll();
    }

    @Override
    public boolean hasNext(@Nullable Strand<E> only) {
        if (only != null) {
            return ready.contains(only);
        }
        if (!ready.isEmpty()) {
            return true;
        }
        E first = buffer.peek();
        return first != null && (recipient.isAlone(first) ? underWay.isEmpty() : mayTake());
    }

    private boolean mayTake() {
        return sorting == null && lone.isEmpty() && underWay.size() < mostUnderWay;
    }

    private Slot<E> takeFirst(E first) {
        buffer.poll();
        Slot<E> slot = new Slot<>(first);
        underWay.add(slot);
        return slot;
    }

    @Override
    public @Nullable Slot<E> toSort() {
        E first = buffer.peek();
        if (first == null || !mayTake() || recipient.isAlone(first)) {
            return null;
        }
        Slot<E> slot = takeFirst(first);
        sorting = slot;
        return slot;
    }

    @Override
    public void sorted(Slot<E> slot, @Nullable Object key) {
        sorting = null;
        if (slot.state == Slot.State.WAITING) {
            KeyStrand<E> strand = strands.get(key);
            if (strand == null) {
                KeyStrand<E> used = free.poll();
                strand = (used == null ? new KeyStrand<E>() : used).of(key);
                strands.put(key, strand);
            }
            if (strand.add(slot)) {
                ready.add(strand);
            }
        }
    }

    @Override
    public void offered(E item) {
        // it is seen when it is its turn
    }

    @Override
    public void flush() {
        // nothing is collected
    }

    @Override
    public void alarmed() {
        // nothing is collected
    }

    @Override
    public void ready(Strand<E> strand) {
        ready.add(strand);
    }

    @Override
    public void settled(Strand<E> strand) {
        advance((KeyStrand<E>) strand, Slot.State.SETTLED);
    }

    @Override
    public void dropped(Strand<E> strand) {
        advance((KeyStrand<E>) strand, Slot.State.GONE);
    }

    private void advance(KeyStrand<E> strand, Slot.State how) {
        if (strand.advance(how)) {
            ready.add(strand);
        } else if (strand != lone) {
            strands.remove(strand.key());
            free.add(strand.of(null));
        }
        moveLine();
    }

    private void moveLine() {
        for (Slot<E> oldest = underWay.peek();
                oldest != null && oldest.state != Slot.State.WAITING;
                oldest = underWay.peek()) {
            if (closed && oldest.state == Slot.State.GONE) {
                return; // nobody will have handled it: what was handed over beside it does not settle it
            }
            underWay.remove();
            if (oldest.state == Slot.State.SETTLED) {
                line = oldest.item;
            }
        }
    }

    @Override
    public @Nullable E line() {
        return line;
    }

    @Override
    public List<E> withdraw(Predicate<E> which) {
        List<E> out = new ArrayList<>();
        Slot<E> unsorted = sorting;
        if (unsorted != null && unsorted.state == Slot.State.WAITING && which.test(unsorted.item)) {
            unsorted.state = Slot.State.GONE;
            out.add(unsorted.item);
        }
        lone.withdraw(which, out);
        strands.values().forEach(strand -> strand.withdraw(which, out));
        strands.values().removeIf(KeyStrand::isEmpty);
        // what was to be tried may be another item now, or none
        ready.clear();
        busy().stream().filter(strand -> strand.state() == Strand.State.READY).forEach(ready::add);
        moveLine();
        out.addAll(buffer.withdraw(which));
        return out;
    }

    @Override
    public @Nullable E withdrawOldest() {
        return buffer.poll();
    }

    @Override
    public List<Strand<E>> busy() {
        List<Strand<E>> busy = new ArrayList<>(strands.values());
        if (!lone.isEmpty()) {
            busy.add(lone);
        }
        return busy;
    }

    @Override
    public int waiting() {
        return buffer.size()
                + strands.values().stream().mapToInt(KeyStrand::waiting).sum();
    }

    @Override
    public void close() {
        closed = true;
        buffer.clear();
        withdraw(item -> true);
    }
}

package io.windlass.core.feed;

import io.windlass.core.feed.Window.Entry;
import io.windlass.spi.WindowEntry.State;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Takes events back whose block left the chain: those that nobody has begun to receive vanish, for the others a removal is
 * handed over. It is in the ledger before, with an ordinal of its own: one that is not acknowledged is handed over again by the
 * next run. Used in the walker's mailbox.
 */
final class Retractions<T> {
    private final Window<T> window;
    private final Ledger<T> ledger;
    private final Outlet<T> outlet;
    private final FeedCounters counters;
    private final LongSupplier ordinals;
    private final LongConsumer vanished;
    private final Consumer<Entry<T>> orphaned;

    /**
     * Takes back what is in this window.
     *
     * @param ordinals gives each removal its own
     * @param vanished told of each event that nobody will receive
     * @param orphaned told of what is taken back, before it is
     */
    Retractions(
            Window<T> window,
            Ledger<T> ledger,
            Outlet<T> outlet,
            FeedCounters counters,
            LongSupplier ordinals,
            LongConsumer vanished,
            Consumer<Entry<T>> orphaned) {
        this.window = window;
        this.ledger = ledger;
        this.outlet = outlet;
        this.counters = counters;
        this.ordinals = ordinals;
        this.vanished = vanished;
        this.orphaned = orphaned;
    }

    /**
     * Takes back. What is pending now must wait until the ledger is written.
     *
     * @param orphans the newest first
     * @param pending what is not yet in the outlet; removals are added to it
     */
    void take(List<Entry<T>> orphans, Deque<WalkArrival<T>> pending) {
        if (orphans.isEmpty()) {
            return;
        }
        Set<Long> gone = new HashSet<>();
        orphans.forEach(entry -> gone.add(entry.ordinal));
        Set<Long> unseen = new HashSet<>();
        pending.removeIf(arrival -> isAdditionOf(arrival, gone) && unseen.add(arrival.ordinal()));
        outlet.withdraw(arrival -> isAdditionOf(arrival, gone)).forEach(arrival -> unseen.add(arrival.ordinal()));
        unseen.forEach(vanished::accept);
        for (Entry<T> entry : orphans) {
            orphaned.accept(entry);
            // what was held before was handed over by an earlier run
            boolean wasHeld = entry.before != null && entry.before.isHeld();
            if (unseen.contains(entry.ordinal) && !wasHeld) {
                neverSeen(entry);
            } else {
                remove(entry, pending);
            }
        }
    }

    /** Hands over a removal. */
    void remove(Entry<T> entry, Deque<WalkArrival<T>> pending) {
        Entry<T> removed = entry.removedBy(ordinals.getAsLong());
        window.put(removed);
        ledger.put(removed);
        pending.add(new WalkArrival<>(removed.ordinal, entry.event.retraction()));
        counters.removed.increment();
    }

    private static boolean isAdditionOf(Arrival<?> arrival, Set<Long> ordinals) {
        return arrival instanceof WalkArrival<?> walked
                && !walked.isReplay()
                && !walked.walked().removed()
                && ordinals.contains(walked.ordinal());
    }

    /** All is as before the event was to be handed over; one that never was stays in the ledger as appeared no times. */
    private void neverSeen(Entry<T> entry) {
        if (entry.before == null) {
            window.drop(entry);
            ledger.put(new Entry<>(entry.event.appeared(0), entry.ordinal, State.REMOVED, null));
        } else {
            window.put(entry.before);
            ledger.put(entry.before);
        }
    }
}

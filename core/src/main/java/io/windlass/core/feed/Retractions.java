package io.windlass.core.feed;

import io.windlass.core.feed.Window.Entry;
import io.windlass.spi.WindowEntry.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Takes events back whose block left the chain: those that nobody has begun to receive vanish, for the others a removal is
 * handed over; when that is acknowledged they count as removed. Used in the walker's mailbox.
 */
final class Retractions<T> {
    private record InFlight<T>(long ordinal, Entry<T> entry) {}

    private final Window<T> window;
    private final Ledger<T> ledger;
    private final Outlet<T> outlet;
    private final FeedCounters counters;
    private final LongSupplier ordinals;
    private final Deque<InFlight<T>> inFlight = new ArrayDeque<>();

    Retractions(Window<T> window, Ledger<T> ledger, Outlet<T> outlet, FeedCounters counters, LongSupplier ordinals) {
        this.window = window;
        this.ledger = ledger;
        this.outlet = outlet;
        this.counters = counters;
        this.ordinals = ordinals;
    }

    /**
     * Takes back.
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
        for (Entry<T> entry : orphans) {
            if (unseen.contains(entry.ordinal)) {
                neverSeen(entry);
            } else {
                long ordinal = ordinals.getAsLong();
                pending.add(new WalkArrival<>(ordinal, entry.event.retraction()));
                inFlight.add(new InFlight<>(ordinal, entry));
                entry.state = State.REMOVED;
                counters.removed.increment();
            }
        }
    }

    private static boolean isAdditionOf(Arrival<?> arrival, Set<Long> ordinals) {
        return arrival instanceof WalkArrival<?> walked
                && !walked.walked().removed()
                && ordinals.contains(walked.ordinal());
    }

    /** The event counts as if it had not been handed over. */
    private void neverSeen(Entry<T> entry) {
        int before = entry.event.occurrence() - 1;
        if (before == 0) {
            window.drop(entry);
        } else {
            window.put(new Entry<>(entry.event.appeared(before), entry.ordinal, State.REMOVED));
        }
        ledger.removed(entry, before);
    }

    /** Everything up to this ordinal is acknowledged. */
    void settle(long through) {
        while (!inFlight.isEmpty() && inFlight.getFirst().ordinal() <= through) {
            Entry<T> gone = inFlight.removeFirst().entry();
            if (window.get(gone.event.id()) == gone) {
                ledger.removed(gone, gone.event.occurrence());
            }
        }
    }
}

package io.windlass.core.feed;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.core.feed.Window.Entry;
import io.windlass.spi.WindowEntry;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps letters about what a named feed's handler failed on, in step with window and ledger: a letter exists from the change on
 * that passes over its event, and ends with the change that acknowledges its replay. Used in the walker's mailbox.
 */
final class DeadEvents<T> {
    private final String name;
    private final Window<T> window;
    private final Ledger<T> ledger;
    private final Replays<T> replays;
    private final Consumer<DeadLetter> listener;

    /** @param listener told of each letter once it is durable; must not block */
    DeadEvents(String name, Window<T> window, Ledger<T> ledger, Replays<T> replays, Consumer<DeadLetter> listener) {
        this.name = name;
        this.window = window;
        this.ledger = ledger;
        this.replays = replays;
        this.listener = listener;
    }

    /** Everything up to this ordinal is acknowledged, but for these. */
    void settle(List<Dead<T>> dead, long through) {
        for (Dead<T> each : dead) {
            if (each.arrival() instanceof WalkArrival<T> arrival) {
                if (arrival.isReplay()) {
                    failedAgain(each, arrival);
                } else {
                    failed(each, arrival);
                }
            }
        }
        replays.acknowledged(through).forEach(this::ends);
    }

    private void failed(Dead<T> failure, WalkArrival<T> arrival) {
        FeedEvent<T> event = arrival.walked();
        Entry<T> entry = window.get(event.id());
        if (entry == null && !event.removed()) {
            // of final history, where the line may yet stay before it: a later run must not hand it over beside its
            // letter
            Entry<T> dead = new Entry<>(event, arrival.ordinal(), WindowEntry.State.DEAD, null);
            window.put(dead);
            ledger.put(dead);
        } else if (entry != null && !event.removed() && entry.ordinal == arrival.ordinal()) {
            change(entry.as(WindowEntry.State.DEAD));
        }
        put(Letters.about(failure, event, arrival.ordinal(), name));
    }

    private void failedAgain(Dead<T> dead, WalkArrival<T> arrival) {
        DeadLetter before = replays.ended(arrival.ordinal());
        if (before != null) {
            DeadLetter now = Letters.about(dead, arrival.walked(), before.id(), name);
            put(new DeadLetter(
                    now.id(),
                    name,
                    now.event(),
                    now.position(),
                    now.occurrence(),
                    now.removed(),
                    now.payload(),
                    now.causes(),
                    before.attempts() + now.attempts(),
                    before.firstFailure(),
                    now.lastFailure(),
                    State.DEAD));
        }
    }

    private void put(DeadLetter letter) {
        ledger.put(letter, () -> listener.accept(letter));
    }

    /** The replay was accepted. */
    private void ends(DeadLetter letter) {
        ledger.dropLetter(letter.id());
        Entry<T> entry = window.get(letter.event());
        if (!letter.removed() && entry != null && isAbout(letter.id(), entry)) {
            change(entry.as(WindowEntry.State.ACKNOWLEDGED));
        }
    }

    /** The event's block has left the chain. */
    void retract(Entry<T> entry) {
        if (entry.state == WindowEntry.State.DEAD) {
            ledger.letterState(entry.ordinal, State.RETRACTED);
            replays.drop(entry.ordinal);
        }
    }

    private static boolean isAbout(long id, Entry<?> entry) {
        return entry.state == WindowEntry.State.DEAD && entry.ordinal == id;
    }

    private void change(Entry<T> entry) {
        window.replace(entry);
        ledger.put(entry);
    }
}

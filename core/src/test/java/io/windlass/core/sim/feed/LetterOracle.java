package io.windlass.core.sim.feed;

import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.EventId;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.WindowEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Knows what became of each event that the handler of a named feed was given: {@link Oracle} sees that all is given to it in
 * order, this that all it was given is accepted by it or told of by a letter. It checks at every step:
 *
 * <ul>
 *   <li>what was given and not accepted is not acknowledged in the store, but has a letter from the change on that passes over it;
 *   <li>a letter and the state of its event in the window agree;
 *   <li>when an event is taken back, its letter is retracted already;
 *   <li>what a letter tells of is only given again if the letter is requeued and its event is on the chain that the handler was
 *       given (of a removal: is not), and not again once it was accepted.
 * </ul>
 */
final class LetterOracle {
    private record Key(EventId id, int occurrence, boolean removed) {}

    private enum Fate {
        /** It was begun, and not accepted. */
        OPEN,
        ACCEPTED,
        /** It was accepted so late that the answer may count or not. */
        LATE
    }

    private final Oracle oracle;
    private final SimStore store;
    private final String feed;
    private final Consumer<String> violation;
    private final Map<Key, Fate> fates = new HashMap<>();
    private final Set<Key> begunInThisLife = new HashSet<>();
    private final Set<Key> acceptedInThisLife = new HashSet<>();
    private final Set<Key> replayedInThisLife = new HashSet<>();
    private final Set<Long> maybePurged = new HashSet<>();
    private final Set<Key> maybePurgedKeys = new HashSet<>();
    private int replays;

    LetterOracle(Oracle oracle, SimStore store, String feed, Consumer<String> violation) {
        this.oracle = oracle;
        this.store = store;
        this.feed = feed;
        this.violation = violation;
    }

    void lifeBegins() {
        begunInThisLife.clear();
        acceptedInThisLife.clear();
        replayedInThisLife.clear();
        replays = 0;
    }

    /** How many events were replayed in this life. */
    int replays() {
        return replays;
    }

    /** The handler is called with this event. */
    void begun(ChainEvent<?> event) {
        Key key = key(event);
        String what = Oracle.named(event) + (event.removed() ? " (removal)" : "");
        if (event.removed()) {
            takenBack(event);
        }
        DeadLetter letter = letter(key);
        boolean isPurged = letter == null && replayedInThisLife.contains(key) && begunInThisLife.contains(key);
        if (isPurged || letter != null) {
            if (letter != null && letter.state() != State.REQUEUED) {
                violation.accept(what + " is handed over, though its letter " + letter.id() + " is " + letter.state());
            }
            if (acceptedInThisLife.contains(key)) {
                violation.accept(what + " is replayed, though that was accepted");
            }
            if (oracle.holds(event.id()) == event.removed()) {
                violation.accept(
                        what + " is replayed, though it is " + (event.removed() ? "on" : "off") + " the chain");
            }
            replayedInThisLife.add(key);
            replays++;
        } else {
            boolean again = begunInThisLife.contains(key) && !acceptedInThisLife.contains(key);
            if (event.removed()) {
                if (again) {
                    oracle.attempted(event.id());
                }
                oracle.removed(event);
            } else {
                if (again) {
                    oracle.refused(event.id());
                }
                oracle.added(event);
            }
        }
        begunInThisLife.add(key);
        fates.put(key, Fate.OPEN);
    }

    private void takenBack(ChainEvent<?> removal) {
        Key addition = new Key(removal.id(), removal.occurrence(), false);
        fates.remove(addition);
        for (DeadLetter letter : store.shelf(feed).all()) {
            if (key(letter).equals(addition) && letter.state() != State.RETRACTED) {
                violation.accept(Oracle.named(removal) + " is taken back, and its letter " + letter.id() + " is "
                        + letter.state());
            }
        }
    }

    /** The handler returns, and means it. */
    void accepted(ChainEvent<?> event, boolean isOfThisLife) {
        fates.replace(key(event), Fate.ACCEPTED);
        if (isOfThisLife) {
            acceptedInThisLife.add(key(event));
        }
    }

    /** The handler returns, when nobody may wait for it any more. */
    void acceptedLate(ChainEvent<?> event) {
        fates.replace(key(event), Fate.LATE);
    }

    /** What the handler did about this event is undone. */
    void undone(ChainEvent<?> event) {
        fates.replace(key(event), Fate.OPEN);
        acceptedInThisLife.remove(key(event));
    }

    /** Somebody deletes this letter, and may come to it or not. */
    void mayBePurged(long id) {
        maybePurged.add(id);
        store.shelf(feed).one(id).ifPresent(letter -> maybePurgedKeys.add(key(letter)));
    }

    /** The id of some letter; 0 if there is none. */
    long some(Random random) {
        List<DeadLetter> all = store.shelf(feed).all();
        return all.isEmpty() ? 0 : all.get(random.nextInt(all.size())).id();
    }

    /** The store was written. */
    void written(Checkpoint kept) {
        Map<Key, WindowEntry> entries = new HashMap<>();
        for (WindowEntry entry : kept.window()) {
            entries.put(key(entry), entry);
        }
        for (DeadLetter letter : store.shelf(feed).all()) {
            WindowEntry entry = entries.get(key(letter));
            if (entry != null && letter.state() != State.RETRACTED && entry.state() != WindowEntry.State.DEAD) {
                violation.accept("letter " + letter.id() + " about " + letter.position() + " is " + letter.state()
                        + ", the window has " + entry.state());
            }
            if (letter.id() > kept.acknowledgedThrough()) {
                violation.accept("letter " + letter.id() + " is ahead of " + kept.acknowledgedThrough());
            }
        }
        entries.forEach((key, entry) -> {
            boolean isDead = entry.state() == WindowEntry.State.DEAD;
            boolean isFinal = oracle.isFinal(entry.position().blockNumber()); // then it may be forgotten a change later
            if (isDead && !isFinal && letter(key) == null && !maybePurged.contains(entry.sequence())) {
                violation.accept("the window says that " + entry.position() + " is dead, no letter tells of it");
            }
            boolean isPassed = kept.acknowledged()
                    .map(line -> line.compareTo(entry.position()) >= 0)
                    .orElse(false);
            if (entry.state() == WindowEntry.State.ACKNOWLEDGED && isPassed && fates.get(key) == Fate.OPEN) {
                violation.accept(entry.position() + " is acknowledged, though its handler did not accept it");
            }
        });
    }

    /** What is wrong now that all is quiet; null if nothing is. */
    String problemAtEnd() {
        Set<Key> told = new HashSet<>();
        for (DeadLetter letter : store.shelf(feed).all()) {
            if (letter.state() == State.REQUEUED) {
                return "letter " + letter.id() + " about " + letter.position() + " was not replayed";
            }
            if (letter.state() == State.DEAD && !letter.removed() && !oracle.holds(letter.event())) {
                return "letter " + letter.id() + " is about " + letter.position() + ", which is not on the chain";
            }
            told.add(key(letter));
        }
        List<Key> lost = new ArrayList<>();
        fates.forEach((key, fate) -> {
            if (fate == Fate.OPEN && !told.contains(key) && !maybePurgedKeys.contains(key)) {
                lost.add(key);
            }
        });
        return lost.isEmpty() ? null : "neither accepted nor a letter: " + lost;
    }

    /** What is still dead now that all is replayed; null if nothing is. */
    String problemAfterReplay() {
        for (DeadLetter letter : store.shelf(feed).all()) {
            if (letter.state() != State.RETRACTED) {
                return "letter " + letter.id() + " about " + letter.position() + " is still " + letter.state();
            }
        }
        return null;
    }

    /** The letter that is about this and not retracted; null if there is none. */
    private DeadLetter letter(Key key) {
        for (DeadLetter letter : store.shelf(feed).all()) {
            if (letter.state() != State.RETRACTED && key(letter).equals(key)) {
                return letter;
            }
        }
        return null;
    }

    private static Key key(ChainEvent<?> event) {
        return new Key(event.id(), event.occurrence(), event.removed());
    }

    private static Key key(DeadLetter letter) {
        return new Key(letter.event(), letter.occurrence(), letter.removed());
    }

    private Key key(WindowEntry entry) {
        return new Key(
                new EventId(
                        oracle.chainId(),
                        entry.position().blockHash(),
                        entry.position().index()),
                entry.occurrence(),
                false);
    }
}

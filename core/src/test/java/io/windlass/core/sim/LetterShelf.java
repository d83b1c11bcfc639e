package io.windlass.core.sim;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.spi.FeedChange;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The dead letters of one feed, as a store of tests keeps them. */
public final class LetterShelf {
    private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();

    /** Does what a change says of letters. */
    public void apply(FeedChange change) {
        if (change.identity().isPresent()) {
            letters.clear();
        }
        change.letters().forEach(letter -> letters.put(letter.id(), letter));
        change.letterStates()
                .forEach((id, state) -> letters.computeIfPresent(
                        id, (same, letter) -> letter.state() == State.RETRACTED ? letter : letter.as(state)));
        change.droppedLetters().forEach(letters::remove);
    }

    /** The letters behind an id. */
    public List<DeadLetter> page(long afterId, int limit) {
        return letters.tailMap(afterId, false).values().stream().limit(limit).toList();
    }

    /** All of them. */
    public List<DeadLetter> all() {
        return List.copyOf(letters.values());
    }

    /** One letter. */
    public Optional<DeadLetter> one(long id) {
        return Optional.ofNullable(letters.get(id));
    }

    /** What is to be replayed. */
    public List<Long> requeued() {
        return letters.values().stream()
                .filter(letter -> letter.state() == State.REQUEUED)
                .map(DeadLetter::id)
                .toList();
    }
}

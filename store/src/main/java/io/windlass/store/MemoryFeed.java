package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is kept of one feed, changed in place. Not thread-safe. */
final class MemoryFeed {
    private final NavigableMap<Long, BlockMark> path = new TreeMap<>();
    private final Map<Place, WindowEntry> window = new HashMap<>();
    private final NavigableMap<Long, DeadLetter> letters = new TreeMap<>();
    private @Nullable FeedIdentity identity;
    private @Nullable Position acknowledged;
    private long acknowledgedThrough;

    /** What tells one entry from another. */
    private record Place(Hash blockHash, int index) {}

    void apply(FeedChange change) {
        if (identity == null && change.identity().isEmpty() && !change.isEmpty()) {
            throw new IllegalStateException(
                    "nothing is kept of this feed yet; its first change must bring an identity");
        }
        change.identity().ifPresent(this::startOver);
        change.continuedAs().ifPresent(next -> identity = next);
        change.forgetPathFrom().ifPresent(number -> path.tailMap(number, true).clear());
        change.forgetBelow().ifPresent(number -> {
            path.headMap(number, false).clear();
            window.values().removeIf(entry -> entry.position().blockNumber() < number);
        });
        change.keptMarks().forEach(mark -> path.put(mark.number(), mark));
        change.path().forEach(mark -> path.put(mark.number(), mark));
        for (WindowEntry entry : change.entries()) {
            Position position = entry.position();
            window.put(new Place(position.blockHash(), position.index()), entry);
        }
        acknowledge(change);
        change.letters().forEach(letter -> letters.put(letter.id(), letter));
        change.letterStates()
                .forEach((id, state) -> letters.computeIfPresent(
                        id,
                        (same, letter) -> letter.state() == DeadLetter.State.RETRACTED ? letter : letter.as(state)));
        change.droppedLetters().forEach(letters::remove);
    }

    private void acknowledge(FeedChange change) {
        Position before = acknowledged;
        if (before != null) {
            acknowledged =
                    change.setBackTo().filter(to -> before.compareTo(to) > 0).orElse(before);
        }
        long through = change.acknowledgedThrough().orElse(0);
        if (through >= acknowledgedThrough) {
            change.acknowledged().ifPresent(position -> acknowledged = position);
        }
        acknowledgedThrough = Math.max(acknowledgedThrough, through);
    }

    private void startOver(FeedIdentity next) {
        identity = next;
        acknowledged = null;
        acknowledgedThrough = 0;
        path.clear();
        window.clear();
        letters.clear();
    }

    List<DeadLetter> letters(long afterId, int limit) {
        return letters.tailMap(afterId, false).values().stream().limit(limit).toList();
    }

    Optional<DeadLetter> letter(long id) {
        return Optional.ofNullable(letters.get(id));
    }

    Optional<Checkpoint> checkpoint() {
        if (identity == null) {
            return Optional.empty();
        }
        List<WindowEntry> entries = window.values().stream()
                .map(entry -> Acknowledgement.seen(entry, acknowledgedThrough))
                .sorted(Comparator.comparingLong(WindowEntry::sequence))
                .toList();
        List<Long> requeued = letters.values().stream()
                .filter(letter -> letter.state() == DeadLetter.State.REQUEUED)
                .map(DeadLetter::id)
                .toList();
        return Optional.of(new Checkpoint(
                identity,
                Optional.ofNullable(acknowledged),
                acknowledgedThrough,
                entries,
                List.copyOf(path.values()),
                requeued));
    }
}

package io.windlass.testkit.contract;

import io.windlass.DeadLetter;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@link FeedChange} says, word for word and as slow as it may be: what stores are compared with. */
final class FeedModel {
    private final List<WindowEntry> entries = new ArrayList<>();
    private final List<BlockMark> marks = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final FeedIdentity identity;
    private Optional<Position> acknowledged = Optional.empty();
    private long through;

    FeedModel(FeedIdentity identity) {
        this.identity = identity;
    }

    void apply(FeedChange change) {
        change.forgetPathFrom().ifPresent(from -> marks.removeIf(mark -> mark.number() >= from));
        change.forgetBelow().ifPresent(below -> {
            entries.removeIf(entry -> entry.position().blockNumber() < below);
            marks.removeIf(mark -> mark.number() < below);
            marks.addAll(change.keptMarks());
        });
        for (BlockMark put : change.path()) {
            marks.removeIf(mark -> mark.number() == put.number());
            marks.add(put);
        }
        for (WindowEntry put : change.entries()) {
            entries.removeIf(entry -> samePlace(entry.position(), put.position()));
            entries.add(put);
        }
        change.setBackTo().ifPresent(to -> acknowledged = acknowledged.map(at -> at.compareTo(to) > 0 ? to : at));
        boolean overtaken = change.acknowledgedThrough().orElse(0) < through;
        if (change.acknowledged().isPresent() && !overtaken) {
            acknowledged = change.acknowledged();
        }
        change.acknowledgedThrough().ifPresent(to -> through = Math.max(through, to));
        entries.replaceAll(entry -> entry.state() == State.DISPATCHED && entry.sequence() <= through
                ? entry.as(State.ACKNOWLEDGED)
                : entry);
        for (DeadLetter put : change.letters()) {
            letters.removeIf(letter -> letter.id() == put.id());
            letters.add(put);
        }
        change.letterStates()
                .forEach((id, state) -> letters.replaceAll(letter ->
                        letter.id() == id && letter.state() != DeadLetter.State.RETRACTED ? letter.as(state) : letter));
        letters.removeIf(letter -> change.droppedLetters().contains(letter.id()));
    }

    private static boolean samePlace(Position one, Position other) {
        return one.blockHash().equals(other.blockHash()) && one.index() == other.index();
    }

    List<BlockMark> marks() {
        return List.copyOf(marks);
    }

    List<WindowEntry> entries() {
        return List.copyOf(entries);
    }

    List<DeadLetter> letters() {
        return letters.stream().sorted(Comparator.comparingLong(DeadLetter::id)).toList();
    }

    Checkpoint checkpoint() {
        return new Checkpoint(
                identity,
                acknowledged,
                through,
                entries.stream()
                        .sorted(Comparator.comparingLong(WindowEntry::sequence))
                        .toList(),
                marks.stream()
                        .sorted(Comparator.comparingLong(BlockMark::number))
                        .toList(),
                letters().stream()
                        .filter(letter -> letter.state() == DeadLetter.State.REQUEUED)
                        .map(DeadLetter::id)
                        .toList());
    }
}

package io.windlass.core.feed;

import io.windlass.DeadLetter;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.Position;
import io.windlass.core.sim.LetterShelf;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.WindowEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What named feeds keep, in plain sight, for as long as a test likes; it fails when told to. */
final class ScriptedStore implements FeedStore {
    private final Map<String, Checkpoint> kept = new HashMap<>();
    private final Map<String, LetterShelf> shelves = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    final List<FeedChange> changes = new ArrayList<>();
    private boolean failing;

    /** From now on nothing can be written. */
    void fails(boolean value) {
        failing = value;
    }

    Checkpoint checkpoint(String feed) {
        return kept.get(feed);
    }

    /** Puts another identity in the place of the one that is kept. */
    void forge(String feed, FeedIdentity identity) {
        Checkpoint now = kept.get(feed);
        kept.put(
                feed,
                new Checkpoint(
                        identity,
                        now.acknowledged(),
                        now.acknowledgedThrough(),
                        now.window(),
                        now.path(),
                        now.requeued()));
    }

    /** The letters of a feed. */
    LetterShelf shelf(String feed) {
        return shelves.computeIfAbsent(feed, name -> new LetterShelf());
    }

    /** As the command line does it while nothing runs: marks all letters that are dead. */
    void requeue(String feed) {
        FeedChange.Builder change = FeedChange.builder();
        shelf(feed).all().forEach(letter -> change.letterState(letter.id(), DeadLetter.State.REQUEUED));
        shelf(feed).apply(change.build());
        Checkpoint now = kept.get(feed);
        kept.put(
                feed,
                new Checkpoint(
                        now.identity(),
                        now.acknowledged(),
                        now.acknowledgedThrough(),
                        now.window(),
                        now.path(),
                        shelf(feed).requeued()));
    }

    @Override
    public List<String> feeds() {
        return kept.keySet().stream().sorted().toList();
    }

    @Override
    public FeedLease acquire(String feed) {
        long epoch = epochs.merge(feed, 1L, Long::sum);
        return new FeedLease() {
            @Override
            public long epoch() {
                return epoch;
            }

            @Override
            public Optional<Checkpoint> checkpoint() {
                return Optional.ofNullable(kept.get(feed));
            }

            @Override
            public List<DeadLetter> letters(long afterId, int limit) {
                return shelf(feed).page(afterId, limit);
            }

            @Override
            public Optional<DeadLetter> letter(long id) {
                return shelf(feed).one(id);
            }

            @Override
            public void apply(FeedChange change) {
                if (epochs.get(feed) != epoch) {
                    throw new FencedException(feed, epoch);
                }
                if (failing) {
                    throw new FeedStoreException(
                            "no space left on the device", FeedStoreException.Kind.UNAVAILABLE, feed, null);
                }
                changes.add(change);
                shelf(feed).apply(change);
                kept.put(
                        feed,
                        applied(
                                Optional.ofNullable(kept.get(feed)),
                                change,
                                shelf(feed).requeued()));
            }

            @Override
            public void close() {}
        };
    }

    private static Checkpoint applied(Optional<Checkpoint> before, FeedChange change, List<Long> requeued) {
        Optional<Checkpoint> old = change.identity().isPresent() ? Optional.empty() : before;
        FeedIdentity identity = change.identity()
                .or(change::continuedAs)
                .or(() -> old.map(Checkpoint::identity))
                .orElseThrow(() -> new IllegalStateException("a first change without an identity"));
        TreeMap<Long, BlockMark> path = new TreeMap<>();
        List<WindowEntry> window = new ArrayList<>();
        old.ifPresent(known -> {
            known.path().forEach(mark -> path.put(mark.number(), mark));
            window.addAll(known.window());
        });
        change.forgetPathFrom().ifPresent(from -> path.tailMap(from, true).clear());
        change.forgetBelow().ifPresent(below -> {
            path.headMap(below).clear();
            change.keptMarks().forEach(mark -> path.put(mark.number(), mark));
            window.removeIf(entry -> entry.position().blockNumber() < below);
        });
        change.path().forEach(mark -> path.put(mark.number(), mark));
        for (WindowEntry entry : change.entries()) {
            window.removeIf(known -> known.position().equals(entry.position()));
            window.add(entry);
        }
        long through = Math.max(
                old.map(Checkpoint::acknowledgedThrough).orElse(0L),
                change.acknowledgedThrough().orElse(0));
        boolean overtaken = change.acknowledgedThrough().orElse(0) < through;
        Optional<Position> known = old.flatMap(Checkpoint::acknowledged)
                .map(at -> change.setBackTo().filter(to -> at.compareTo(to) > 0).orElse(at));
        Optional<Position> acknowledged =
                overtaken ? known : change.acknowledged().or(() -> known);
        window.replaceAll(entry -> entry.state() == WindowEntry.State.DISPATCHED && entry.sequence() <= through
                ? entry.as(WindowEntry.State.ACKNOWLEDGED)
                : entry);
        window.sort(Comparator.comparingLong(WindowEntry::sequence));
        return new Checkpoint(identity, acknowledged, through, window, List.copyOf(path.values()), requeued);
    }

    @Override
    public void close() {}
}

package io.windlass.core.sim.feed;

import io.windlass.DeadLetter;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.Hash;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What survives the engine's lives. Each write is a numbered step, before and after which a life may end. */
final class SimStore {
    /** Decides at each step whether the present life ends there. */
    interface Failpoint {
        /** May throw {@link Crash}, or {@link FeedStoreException} before the step. */
        void at(int step, boolean before, String what);
    }

    private record Row(long epoch, Optional<Checkpoint> checkpoint) {}

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, LetterShelf> shelves = new TreeMap<>();
    private final Failpoint failpoint;
    private final Trace trace;
    private final Map<String, Consumer<Checkpoint>> readers = new TreeMap<>();
    private Runnable effect = () -> {};
    private int steps;

    SimStore(Failpoint failpoint, Trace trace) {
        this.failpoint = failpoint;
        this.trace = trace;
    }

    /** How many steps were taken. */
    int steps() {
        return steps;
    }

    /** What is kept of a feed now. */
    Optional<Checkpoint> checkpoint(String feed) {
        Row row = rows.get(feed);
        return row == null ? Optional.empty() : row.checkpoint();
    }

    /** The dead letters of a feed now. */
    LetterShelf shelf(String feed) {
        return shelves.computeIfAbsent(feed, name -> new LetterShelf());
    }

    /** Has somebody read along what is written of a feed. */
    void onWrite(String feed, Consumer<Checkpoint> reader) {
        readers.put(feed, reader);
    }

    /** Marks letters while nothing runs under the name, as the command line does. */
    void requeue(String feed, Predicate<DeadLetter> which) {
        FeedChange.Builder change = FeedChange.builder();
        shelf(feed).all().stream()
                .filter(letter -> letter.state() == DeadLetter.State.DEAD && which.test(letter))
                .forEach(letter -> change.letterState(letter.id(), DeadLetter.State.REQUEUED));
        shelf(feed).apply(change.build());
        Row row = rows.get(feed);
        if (row != null && row.checkpoint().isPresent()) {
            Checkpoint old = row.checkpoint().get();
            Checkpoint now = new Checkpoint(
                    old.identity(),
                    old.acknowledged(),
                    old.acknowledgedThrough(),
                    old.window(),
                    old.path(),
                    shelf(feed).requeued());
            rows.put(feed, new Row(row.epoch(), Optional.of(now)));
        }
    }

    /** While so, the next write and this happen together. */
    void effect(Runnable together) {
        effect = together;
    }

    /** The store as one life of the engine sees it. */
    FeedStore openedBy(SimProcess process) {
        return new FeedStore() {
            private boolean closed;

            @Override
            public FeedLease acquire(String feed) {
                process.checkAlive();
                if (closed) {
                    throw new FeedStoreException("closed", FeedStoreException.Kind.UNAVAILABLE, feed, null);
                }
                if (process.takeover() != null) {
                    throw new FeedStoreException("another has it", FeedStoreException.Kind.UNAVAILABLE, feed, null);
                }
                int step = ++steps;
                failpoint.at(step, true, "acquire " + feed);
                Row before = rows.get(feed);
                Row row = before == null
                        ? new Row(1, Optional.empty())
                        : new Row(before.epoch() + 1, before.checkpoint());
                rows.put(feed, row);
                trace.say(
                        "store", "%d: life %d acquires %s: %s", step, process.number(), feed, shown(row.checkpoint()));
                failpoint.at(step, false, "acquire " + feed);
                return new Lease(process, feed, row.epoch(), row.checkpoint(), () -> closed);
            }

            @Override
            public List<String> feeds() {
                return List.copyOf(rows.keySet());
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    private final class Lease implements FeedLease {
        private final SimProcess process;
        private final String feed;
        private final long epoch;
        private final Optional<Checkpoint> atAcquisition;
        private final java.util.function.BooleanSupplier storeClosed;
        private boolean closed;

        Lease(
                SimProcess process,
                String feed,
                long epoch,
                Optional<Checkpoint> atAcquisition,
                java.util.function.BooleanSupplier storeClosed) {
            this.process = process;
            this.feed = feed;
            this.epoch = epoch;
            this.atAcquisition = atAcquisition;
            this.storeClosed = storeClosed;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public Optional<Checkpoint> checkpoint() {
            return atAcquisition;
        }

        @Override
        public List<DeadLetter> letters(long afterId, int limit) {
            process.checkAlive();
            return shelf(feed).page(afterId, limit);
        }

        @Override
        public Optional<DeadLetter> letter(long id) {
            process.checkAlive();
            return shelf(feed).one(id);
        }

        @Override
        public void apply(FeedChange change) {
            process.checkAlive();
            Row row = rows.get(feed);
            boolean isLost = row.epoch() != epoch || process.takeover() != null; // a lease ends with its time
            if (closed || storeClosed.getAsBoolean() || isLost) {
                if (process.takeover() != null) {
                    trace.say("store", "refuses life %d: %s: %s", process.number(), feed, shown(change));
                    process.takeover().refused(feed);
                }
                throw new FencedException(feed, epoch);
            }
            int step = ++steps;
            failpoint.at(step, true, "write " + feed);
            shelf(feed).apply(change);
            Checkpoint now = applied(row.checkpoint(), change, shelf(feed).requeued());
            rows.put(feed, new Row(epoch, Optional.of(now)));
            Runnable together = effect;
            effect = () -> {};
            together.run();
            if (trace.isOn()) {
                trace.say("store", "%d: %s: %s", step, feed, shown(change));
            }
            readers.getOrDefault(feed, kept -> {}).accept(now);
            failpoint.at(step, false, "write " + feed);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Checkpoint applied(Optional<Checkpoint> before, FeedChange change, List<Long> requeued) {
        FeedIdentity identity = change.identity()
                .or(change::continuedAs)
                .or(() -> before.map(Checkpoint::identity))
                .orElse(null);
        if (identity == null) {
            throw new AssertionError("a first change without an identity");
        }
        boolean anew = change.identity().isPresent() || before.isEmpty();
        Map<Long, BlockMark> path = new TreeMap<>();
        List<WindowEntry> window = new ArrayList<>();
        long through = 0;
        Optional<Position> acknowledged = Optional.empty();
        if (!anew) {
            Checkpoint old = before.get();
            old.path().forEach(mark -> path.put(mark.number(), mark));
            window.addAll(old.window());
            through = old.acknowledgedThrough();
            acknowledged = old.acknowledged();
        }
        change.forgetPathFrom().ifPresent(from -> path.keySet().removeIf(number -> number >= from));
        change.forgetBelow().ifPresent(below -> {
            Set<BlockMark> kept = new HashSet<>(change.keptMarks());
            path.values().removeIf(mark -> mark.number() < below && !kept.contains(mark));
            window.removeIf(entry -> entry.position().blockNumber() < below);
        });
        change.path().forEach(mark -> path.put(mark.number(), mark));
        for (WindowEntry entry : change.entries()) {
            window.removeIf(old -> isSame(old.position(), entry.position()));
            window.add(entry);
        }
        Optional<Position> back = change.setBackTo();
        acknowledged =
                acknowledged.map(at -> back.filter(to -> at.compareTo(to) > 0).orElse(at));
        if (change.acknowledgedThrough().isPresent()) {
            long given = change.acknowledgedThrough().getAsLong();
            if (given >= through && change.acknowledged().isPresent()) {
                acknowledged = change.acknowledged();
            }
            through = Math.max(through, given);
            long upTo = through;
            window.replaceAll(entry -> entry.state() == WindowEntry.State.DISPATCHED && entry.sequence() <= upTo
                    ? entry.as(WindowEntry.State.ACKNOWLEDGED)
                    : entry);
        }
        window.sort(Comparator.comparingLong(WindowEntry::sequence));
        return new Checkpoint(identity, acknowledged, through, window, List.copyOf(path.values()), requeued);
    }

    private static boolean isSame(Position a, Position b) {
        return a.index() == b.index() && a.blockHash().equals(b.blockHash());
    }

    private static String shown(FeedChange change) {
        StringBuilder out = new StringBuilder();
        change.identity()
                .ifPresent(identity ->
                        out.append("start ").append(identity.startBlock()).append("; "));
        change.forgetPathFrom()
                .ifPresent(n -> out.append("path to ").append(n - 1).append("; "));
        change.forgetBelow()
                .ifPresent(n -> out.append("forget below ").append(n).append("; "));
        change.path()
                .forEach(mark -> out.append("passed ")
                        .append(mark.number())
                        .append('/')
                        .append(shown(mark.hash()))
                        .append("; "));
        change.entries().forEach(entry -> out.append(shown(entry)).append("; "));
        change.setBackTo().ifPresent(to -> out.append("back to ").append(to).append("; "));
        change.acknowledgedThrough()
                .ifPresent(n -> out.append("acknowledged through ")
                        .append(n)
                        .append(' ')
                        .append(change.acknowledged()));
        return out.toString();
    }

    private static String shown(Optional<Checkpoint> checkpoint) {
        if (checkpoint.isEmpty()) {
            return "nothing kept";
        }
        Checkpoint c = checkpoint.get();
        StringBuilder out = new StringBuilder("start ")
                .append(c.identity().startBlock())
                .append(", acknowledged through ")
                .append(c.acknowledgedThrough())
                .append(' ')
                .append(c.acknowledged());
        c.window().forEach(entry -> out.append(' ').append(shown(entry)));
        return out.toString();
    }

    private static String shown(WindowEntry entry) {
        Position at = entry.position();
        return entry.sequence() + ":" + at.blockNumber() + "/" + shown(at.blockHash())
                + (at.index() == Position.END ? "" : "/" + at.index()) + "×" + entry.occurrence() + " "
                + entry.state();
    }

    private static String shown(Hash hash) {
        return hash.toHex().substring(2, 6);
    }
}

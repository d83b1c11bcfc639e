package io.windlass.spi;

import io.windlass.DeadLetter;
import io.windlass.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What changes in a {@link Checkpoint}, applied as a whole or not at all, in this order:
 *
 * <ol>
 *   <li>an {@link #identity()} replaces the one before and empties all else, letters included; a feed's first change must
 *       bring one;
 *   <li>a {@link #continuedAs()} replaces the identity and leaves all else as it is;
 *   <li>marks with a number of {@link #forgetPathFrom()} or more are dropped;
 *   <li>entries with a number below {@link #forgetBelow()} are dropped, and the marks below it are replaced by the {@link
 *       #keptMarks()};
 *   <li>{@link #path()} marks and {@link #entries()} are put: an entry replaces one of the same block hash and index, a mark
 *       one of the same number;
 *   <li>a position behind {@link #setBackTo()} becomes that one;
 *   <li>{@link #acknowledgedThrough()} rises to its new value; {@link #acknowledged()} replaces the position, unless the new
 *       value is below the one that is kept: then it was overtaken and says nothing;
 *   <li>{@link #letters()} are put, each in the place of the one with the same id;
 *   <li>{@link #letterStates()} change, where there is such a letter and it is not {@link DeadLetter.State#RETRACTED};
 *   <li>{@link #droppedLetters()} are deleted.
 * </ol>
 *
 * <p>Whenever a checkpoint is read, an entry that was put as {@link WindowEntry.State#DISPATCHED} and whose sequence is at
 * most {@link Checkpoint#acknowledgedThrough()} is {@link WindowEntry.State#ACKNOWLEDGED}. A store need not touch entries to
 * acknowledge them.
 *
 * <p>To apply the same change twice in a row is to apply it once.
 *
 * <p>Immutable; made with {@link #builder()}.
 */
public final class FeedChange {
    private final Optional<FeedIdentity> identity;
    private final Optional<FeedIdentity> continuedAs;
    private final OptionalLong forgetPathFrom;
    private final OptionalLong forgetBelow;
    private final List<BlockMark> keptMarks;
    private final List<BlockMark> path;
    private final List<WindowEntry> entries;
    private final Optional<Position> setBackTo;
    private final OptionalLong acknowledgedThrough;
    private final Optional<Position> acknowledged;
    private final List<DeadLetter> letters;
    private final Map<Long, DeadLetter.State> letterStates;
    private final List<Long> droppedLetters;

    private FeedChange(Builder b) {
        identity = b.identity;
        continuedAs = b.continuedAs;
        forgetPathFrom = b.forgetPathFrom;
        forgetBelow = b.forgetBelow;
        keptMarks = List.copyOf(b.keptMarks);
        path = List.copyOf(b.path);
        entries = List.copyOf(b.entries);
        setBackTo = b.setBackTo;
        acknowledgedThrough = b.acknowledgedThrough;
        acknowledged = b.acknowledged;
        letters = List.copyOf(b.letters);
        letterStates = Collections.unmodifiableMap(new LinkedHashMap<>(b.letterStates));
        droppedLetters = List.copyOf(b.droppedLetters);
    }

    /** Starts with nothing changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** A new identity, which empties the checkpoint. */
    public Optional<FeedIdentity> identity() {
        return identity;
    }

    /** An identity that takes the place of the one before, with all that is kept. */
    public Optional<FeedIdentity> continuedAs() {
        return continuedAs;
    }

    /** From which number on marks are dropped, since these blocks left the chain. */
    public OptionalLong forgetPathFrom() {
        return forgetPathFrom;
    }

    /** Below which number marks and entries are dropped, whatever their state, since these blocks are final. */
    public OptionalLong forgetBelow() {
        return forgetBelow;
    }

    /** Marks that stay though they are below {@link #forgetBelow()}. */
    public List<BlockMark> keptMarks() {
        return keptMarks;
    }

    /** Blocks that were passed. */
    public List<BlockMark> path() {
        return path;
    }

    /** Entries to put. */
    public List<WindowEntry> entries() {
        return entries;
    }

    /**
     * Behind which position nothing counts that is acknowledged, since it left the chain: a {@link Checkpoint#acknowledged()} up to
     * there stays as it is, whoever wrote it.
     */
    public Optional<Position> setBackTo() {
        return setBackTo;
    }

    /** The new {@link Checkpoint#acknowledgedThrough()}, where it moves; a lower one than before changes nothing. */
    public OptionalLong acknowledgedThrough() {
        return acknowledgedThrough;
    }

    /** The new {@link Checkpoint#acknowledged()}, where it moves. */
    public Optional<Position> acknowledged() {
        return acknowledged;
    }

    /** Dead letters to put. */
    public List<DeadLetter> letters() {
        return letters;
    }

    /** New states of letters that are kept already, by id. */
    public Map<Long, DeadLetter.State> letterStates() {
        return letterStates;
    }

    /** The ids of letters to delete. */
    public List<Long> droppedLetters() {
        return droppedLetters;
    }

    /** True if nothing changes. */
    public boolean isEmpty() {
        return identity.isEmpty()
                && continuedAs.isEmpty()
                && forgetPathFrom.isEmpty()
                && forgetBelow.isEmpty()
                && path.isEmpty()
                && entries.isEmpty()
                && setBackTo.isEmpty()
                && acknowledgedThrough.isEmpty()
                && acknowledged.isEmpty()
                && letters.isEmpty()
                && letterStates.isEmpty()
                && droppedLetters.isEmpty();
    }

    /** Collects a {@link FeedChange}. Not thread-safe. */
    public static final class Builder {
        private Optional<FeedIdentity> identity = Optional.empty();
        private Optional<FeedIdentity> continuedAs = Optional.empty();
        private OptionalLong forgetPathFrom = OptionalLong.empty();
        private OptionalLong forgetBelow = OptionalLong.empty();
        private final List<BlockMark> keptMarks = new ArrayList<>();
        private final List<BlockMark> path = new ArrayList<>();
        private final List<WindowEntry> entries = new ArrayList<>();
        private Optional<Position> setBackTo = Optional.empty();
        private OptionalLong acknowledgedThrough = OptionalLong.empty();
        private Optional<Position> acknowledged = Optional.empty();
        private final List<DeadLetter> letters = new ArrayList<>();
        private final Map<Long, DeadLetter.State> letterStates = new LinkedHashMap<>();
        private final List<Long> droppedLetters = new ArrayList<>();

        private Builder() {}

        /** See {@link FeedChange#identity()}. */
        public Builder identity(FeedIdentity value) {
            identity = Optional.of(value);
            return this;
        }

        /** See {@link FeedChange#continuedAs()}. */
        public Builder continuedAs(FeedIdentity value) {
            continuedAs = Optional.of(value);
            return this;
        }

        /**
         * See {@link FeedChange#forgetPathFrom()}. Takes back marks from there on that were added before; the lowest number
         * of several counts.
         */
        public Builder forgetPathFrom(long number) {
            path.removeIf(mark -> mark.number() >= number);
            forgetPathFrom = OptionalLong.of(Math.min(number, forgetPathFrom.orElse(number)));
            return this;
        }

        /** See {@link FeedChange#forgetBelow()} and {@link FeedChange#keptMarks()}. */
        public Builder forgetBelow(long number, List<BlockMark> kept) {
            forgetBelow = OptionalLong.of(number);
            keptMarks.clear();
            keptMarks.addAll(kept);
            return this;
        }

        /** Adds a block that was passed. */
        public Builder passed(BlockMark mark) {
            path.add(mark);
            return this;
        }

        /** Adds an entry. */
        public Builder put(WindowEntry entry) {
            entries.add(entry);
            return this;
        }

        /** See {@link FeedChange#setBackTo()}. The lowest of several counts. */
        public Builder setBackTo(Position position) {
            setBackTo = setBackTo.filter(lower -> lower.compareTo(position) < 0).or(() -> Optional.of(position));
            return this;
        }

        /** See {@link FeedChange#acknowledgedThrough()} and {@link FeedChange#acknowledged()}. */
        public Builder acknowledged(long throughSequence, Optional<Position> position) {
            acknowledgedThrough = OptionalLong.of(throughSequence);
            acknowledged = position;
            return this;
        }

        /** Adds a letter. */
        public Builder put(DeadLetter letter) {
            letters.removeIf(known -> known.id() == letter.id());
            letters.add(letter);
            return this;
        }

        /** Changes the state of a letter that is kept, or was added before. The last state counts, but for one that is retracted. */
        public Builder letterState(long id, DeadLetter.State state) {
            letterStates.merge(id, state, (old, now) -> old == DeadLetter.State.RETRACTED ? old : now);
            return this;
        }

        /** Deletes a letter. */
        public Builder dropLetter(long id) {
            droppedLetters.add(id);
            return this;
        }

        /** The change. */
        public FeedChange build() {
            return new FeedChange(this);
        }
    }
}

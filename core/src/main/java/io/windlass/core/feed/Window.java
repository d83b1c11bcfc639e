package io.windlass.core.feed;

import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.core.chain.ChainPath;
import io.windlass.spi.BlockMark;
import io.windlass.spi.WindowEntry.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a feed remembers: the blocks that it has passed, and the events that it handed over for those that are not final. It is
 * bounded in events and in bytes: beyond that what is oldest is forgotten, as if it were too deep for a reorg to reach. Used in the
 * walker's mailbox.
 */
final class Window<T> {
    private static final int MOST_ENTRIES = 200_000;

    /** An event that was handed over, and what became of it. */
    static final class Entry<T> {
        final FeedEvent<T> event;
        final long ordinal;
        final State state;

        /** What was known of the event before this; null if nothing. */
        final @Nullable Entry<T> before;

        Entry(FeedEvent<T> event, long ordinal, State state, @Nullable Entry<T> before) {
            this.event = event;
            this.ordinal = ordinal;
            this.state = state;
            this.before = before == null ? null : before.alone();
        }

        private Entry<T> alone() {
            return before == null ? this : new Entry<>(event, ordinal, state, null);
        }

        /** True if it was handed over and not taken back, whatever the handler made of it. */
        boolean isHeld() {
            return state != State.REMOVED;
        }

        /** The same event in another state. */
        Entry<T> as(State other) {
            return new Entry<>(event, ordinal, other, null);
        }

        /** The same event, taken back by the removal with this ordinal. */
        Entry<T> removedBy(long removal) {
            return new Entry<>(event, removal, State.REMOVED, null);
        }

        /** About how much memory it takes. */
        long bytes() {
            long own = event.bytes();
            return before == null ? own : own + before.bytes();
        }

        long blockNumber() {
            return position().blockNumber();
        }

        Position position() {
            return Objects.requireNonNull(event.at(), "position");
        }
    }

    /** By position: what is handed over again after a restart stands behind newer ones in the order of handing over. */
    private static final Comparator<Entry<?>> NEWEST_FIRST =
            Comparator.<Entry<?>, Position>comparing(Entry::position).reversed();

    /** By identity, in the order of handing over. */
    private final Map<EventId, Entry<T>> entries = new LinkedHashMap<>();

    private final NavigableMap<Long, Hash> path = new TreeMap<>();
    private final long mostBytes;
    private long bytes;
    private long completeFrom;

    /** A window of a feed that begins with this block; the events in it may take so many bytes. */
    Window(long firstBlock, long mostBytes) {
        this.mostBytes = mostBytes;
        completeFrom = firstBlock;
    }

    /** All events of blocks from here on are in the window; of older blocks there may have been some. */
    long completeFrom() {
        return completeFrom;
    }

    /** Blocks below are final, or too old to be remembered. */
    void isCompleteFrom(long number) {
        completeFrom = Math.max(completeFrom, number);
    }

    /** The feed goes over all of it again, from this block on. */
    void isCompleteAgainFrom(long number) {
        completeFrom = Math.min(completeFrom, number);
    }

    /** The feed has passed this block. */
    void passed(BlockMark block) {
        path.put(block.number(), block.hash());
    }

    /** The hash of the block with this number that the feed has passed. */
    @Nullable
    Hash passedAt(long number) {
        return path.get(number);
    }

    /** The blocks that the feed has passed up to this number, the newest first. */
    List<BlockMark> passedUpTo(long number) {
        List<BlockMark> marks = new ArrayList<>();
        path.headMap(number, true).descendingMap().forEach((height, hash) -> marks.add(new BlockMark(height, hash)));
        return marks;
    }

    /** Blocks above this number have left the chain. */
    void forgetPathAbove(long number) {
        path.tailMap(number, false).clear();
    }

    void put(Entry<T> entry) {
        forgotten(entries.remove(entry.event.id())); // so that it moves to the end
        entries.put(entry.event.id(), entry);
        bytes += entry.bytes();
    }

    /** The event has come to another state; it keeps its place in the order of handing over. */
    void replace(Entry<T> entry) {
        Entry<T> before = entries.replace(entry.event.id(), entry);
        if (before != null) {
            bytes += entry.bytes();
            forgotten(before);
        }
    }

    /** The event is not remembered any more. */
    void drop(Entry<T> entry) {
        if (entries.remove(entry.event.id(), entry)) {
            forgotten(entry);
        }
    }

    private void forgotten(@Nullable Entry<T> entry) {
        if (entry != null) {
            bytes -= entry.bytes();
        }
    }

    @Nullable
    Entry<T> get(EventId id) {
        return entries.get(id);
    }

    /** True if the event was handed over and not taken back. */
    boolean isHeld(EventId id) {
        Entry<T> entry = entries.get(id);
        return entry != null && entry.isHeld();
    }

    /** True if its handler failed for good: a letter tells of it, so that it is not handed over like others. */
    boolean isDead(EventId id) {
        Entry<T> entry = entries.get(id);
        return entry != null && entry.state == State.DEAD;
    }

    /** How often the event was handed over so far. */
    int occurrences(EventId id) {
        Entry<T> entry = entries.get(id);
        return entry == null ? 0 : entry.event.occurrence();
    }

    /** What was handed over for blocks that are not on the path that the feed has passed, newest first. */
    List<Entry<T>> orphans(long passedUpTo) {
        List<Entry<T>> out = new ArrayList<>();
        for (Entry<T> entry : entries.values()) {
            boolean beyond = entry.blockNumber() > passedUpTo;
            Hash passed = path.get(entry.blockNumber());
            boolean replaced = passed != null && !passed.equals(entry.position().blockHash());
            if (entry.isHeld() && (beyond || replaced)) {
                out.add(entry);
            }
        }
        out.sort(NEWEST_FIRST);
        return out;
    }

    /** What was handed over at the height of this block or above, if it was for a branch without this block. */
    List<Entry<T>> replacedBy(BlockMark block) {
        List<Entry<T>> out = new ArrayList<>();
        Hash passed = path.get(block.number());
        boolean contradicted = passed != null && !passed.equals(block.hash());
        for (Entry<T> entry : entries.values()) {
            boolean isOfThisBlock = entry.position().blockHash().equals(block.hash());
            if (entry.isHeld() && entry.blockNumber() >= block.number() && !isOfThisBlock) {
                out.add(entry);
                contradicted |= entry.blockNumber() == block.number();
            }
        }
        if (!contradicted) {
            return List.of();
        }
        out.sort(NEWEST_FIRST);
        return out;
    }

    /** What was handed over above this number and is not on the path, newest first, with all that stands on it. */
    List<Entry<T>> contradicted(ChainPath path, long number) {
        long lowest = Long.MAX_VALUE;
        for (Entry<T> entry : entries.values()) {
            Hash there = path.hashAt(entry.blockNumber());
            boolean differs = there != null && !there.equals(entry.position().blockHash());
            if (entry.isHeld() && entry.blockNumber() > number && differs) {
                lowest = Math.min(lowest, entry.blockNumber());
            }
        }
        List<Entry<T>> out = new ArrayList<>();
        for (Entry<T> entry : entries.values()) {
            if (entry.isHeld() && entry.blockNumber() >= lowest) {
                out.add(entry);
            }
        }
        out.sort(NEWEST_FIRST);
        return out;
    }

    /** True if something is held for a block above this number. */
    boolean holdsAbove(long number) {
        return entries.values().stream().anyMatch(entry -> entry.isHeld() && entry.blockNumber() > number);
    }

    /** The highest block that something is held for; -1 if nothing is. */
    long highestHeld() {
        return entries.values().stream()
                .filter(Entry::isHeld)
                .mapToLong(Entry::blockNumber)
                .max()
                .orElse(-1);
    }

    /** True if it holds more than it may. */
    boolean isTooLarge() {
        return bytes > mostBytes || entries.size() > MOST_ENTRIES;
    }

    /**
     * The lowest block from which on the events take no more than half of what all of them take; but none above one that is not
     * acknowledged, since that stays whatever it takes.
     */
    long upperHalf(AckLine acknowledged) {
        long open = entries.values().stream()
                .filter(entry -> !acknowledged.covers(entry.ordinal, entry.position()))
                .mapToLong(Entry::blockNumber)
                .min()
                .orElse(Long.MAX_VALUE);
        return Math.min(open, upperHalf());
    }

    private long upperHalf() {
        NavigableMap<Long, Long> byBlock = new TreeMap<>();
        entries.values().forEach(entry -> byBlock.merge(entry.blockNumber(), entry.bytes(), Long::sum));
        long left = bytes / 2;
        for (Map.Entry<Long, Long> block : byBlock.descendingMap().entrySet()) {
            left -= block.getValue();
            if (left < 0) {
                return block.getKey() + 1;
            }
        }
        return completeFrom;
    }

    /** What is below this number and still remembered. */
    List<Entry<T>> stillBelow(long number) {
        return entries.values().stream()
                .filter(entry -> entry.blockNumber() < number)
                .toList();
    }

    /**
     * Forgets what is below this number and acknowledged, but for a few blocks of the path, the fewer the older.
     *
     * @return the blocks to keep durably: the one below the newest of them is left out, so that a hole tells where the
     *     window ends
     */
    List<BlockMark> forgetBelow(long number, AckLine acknowledged) {
        isCompleteFrom(number);
        // all of them are looked at: what came back after a reorg, or was handed over again, stands further behind
        entries.values().removeIf(entry -> {
            boolean isOver = entry.blockNumber() < number && acknowledged.covers(entry.ordinal, entry.position());
            if (isOver) {
                forgotten(entry);
            }
            return isOver;
        });
        path.headMap(number).keySet().removeIf(old -> !isKept(old, number - old));
        return passedUpTo(number - 1).stream()
                .filter(mark -> number - mark.number() != 2)
                .toList();
    }

    /**
     * About two blocks for each doubling of the distance. It is the number that decides, not what else is kept: a window that
     * moves block by block keeps the same blocks as one that leaps.
     */
    private static boolean isKept(long number, long distance) {
        return distance <= 2 || number % (Long.highestOneBit(distance) / 2) == 0;
    }
}

package io.windlass.core.feed;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.Position;
import io.windlass.core.feed.Window.Entry;
import io.windlass.spi.BlockMark;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a walker has to keep durably, collected until it is written as one change; of an unnamed feed nothing. Used in the
 * walker's mailbox.
 */
final class Ledger<T> {
    private final @Nullable Journal journal;
    private FeedChange.Builder next = FeedChange.builder();
    private final List<BlockMark> passed = new ArrayList<>();
    private final List<Runnable> whenDurable = new ArrayList<>();
    private boolean dirty;
    private long acknowledgedThrough;
    private Optional<Position> acknowledged = Optional.empty();

    /** A ledger; without a journal it keeps nothing. */
    Ledger(@Nullable Journal journal) {
        this.journal = journal;
    }

    /** The feed begins: nothing was kept before, or it no longer counts. */
    void begins(FeedIdentity identity) {
        next.identity(identity);
        dirty = true;
    }

    /** The feed goes on with all that was kept, under another identity. */
    void continuesAs(FeedIdentity identity) {
        next.continuedAs(identity);
        dirty = true;
    }

    void passed(BlockMark block) {
        passed.add(block);
    }

    /** An event is about to be handed over or taken back, or is as it was before. */
    void put(Entry<T> entry) {
        if (journal == null) {
            return;
        }
        String json = entry.event.json() == null ? "" : entry.event.json().text();
        next.put(new WindowEntry(
                entry.ordinal,
                entry.position(),
                entry.event.occurrence(),
                entry.state,
                Bytes.of(json.getBytes(StandardCharsets.UTF_8))));
        dirty = true;
    }

    /** A handler failed for good; told once that is durable, on a thread of the storage. */
    void put(DeadLetter letter, Runnable durable) {
        next.put(letter);
        whenDurable.add(durable);
        dirty = true;
    }

    /** A letter has come to another state. */
    void letterState(long id, DeadLetter.State state) {
        next.letterState(id, state);
        dirty = true;
    }

    /** A letter is not needed any more. */
    void dropLetter(long id) {
        next.dropLetter(id);
        dirty = true;
    }

    /** Runs once what was collected so far is durable, on a thread of the storage; never if that fails. */
    void whenDurable(Runnable then) {
        whenDurable.add(then);
        dirty = true;
    }

    void forgetPathFrom(long number) {
        next.forgetPathFrom(number);
        passed.removeIf(block -> block.number() >= number);
        dirty = true;
    }

    /** Written with the next change: it alone is worth none. */
    void forgetBelow(long number, List<BlockMark> kept) {
        next.forgetBelow(number, kept);
        passed.removeIf(block -> block.number() < number && !kept.contains(block));
    }

    /** Everything up to here is acknowledged now. */
    void acknowledged(long through, Optional<Position> position) {
        if (through != acknowledgedThrough || !position.equals(acknowledged)) {
            acknowledgedThrough = through;
            acknowledged = position;
            next.acknowledged(through, position);
            dirty = true;
        }
    }

    /**
     * The feed has gone back: nothing behind this position counts, whatever is written meanwhile. Who commits acknowledgements
     * beside the walk may have come further than it knows, but not so far: that stays.
     */
    void rewound(Position to, long through, Optional<Position> position) {
        next.setBackTo(to);
        isAcknowledged(through, position);
        next.acknowledged(through, position);
        dirty = true;
    }

    /** Everything up to here is acknowledged, and that is durable already. */
    void isAcknowledged(long through, Optional<Position> position) {
        acknowledgedThrough = through;
        acknowledged = position;
    }

    /** True if there is something to write. */
    boolean isDirty() {
        return journal != null && dirty;
    }

    /** True if nothing is being written. */
    boolean isIdle() {
        return journal == null || journal.isIdle();
    }

    /** Writes what was collected; completes when it is durable. */
    CompletableFuture<Void> flush() {
        passed.forEach(next::passed);
        passed.clear();
        FeedChange change = next.build();
        next = FeedChange.builder();
        dirty = false;
        List<Runnable> told = List.copyOf(whenDurable);
        if (journal == null || change.isEmpty() && told.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        whenDurable.clear();
        return journal.apply(change, () -> told.forEach(Runnable::run));
    }

    /** Writes the rest and gives the feed up; fails if anything could not be written. */
    CompletableFuture<Void> close() {
        if (journal == null) {
            return CompletableFuture.completedFuture(null);
        }
        var unused = flush(); // the journal tells how it went
        return journal.close();
    }
}

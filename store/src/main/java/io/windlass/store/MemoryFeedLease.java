package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.util.List;
import java.util.Optional;

/** A feed's name and an epoch; what is kept is with the store. */
final class MemoryFeedLease implements FeedLease {
    private final MemoryFeedStore store;
    private final String feed;
    private final long epoch;
    private volatile boolean closed;

    MemoryFeedLease(MemoryFeedStore store, String feed, long epoch) {
        this.store = store;
        this.feed = feed;
        this.epoch = epoch;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        requireOpen();
        return store.read(feed, epoch);
    }

    @Override
    public List<DeadLetter> letters(long afterId, int limit) {
        requireOpen();
        return store.letters(feed, epoch, afterId, limit);
    }

    @Override
    public Optional<DeadLetter> letter(long id) {
        requireOpen();
        return store.letter(feed, epoch, id);
    }

    @Override
    public void apply(FeedChange change) {
        requireOpen();
        store.apply(feed, epoch, change);
    }

    private void requireOpen() {
        if (closed) {
            throw new FencedException(feed, epoch);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

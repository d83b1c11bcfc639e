package io.windlass.store;

import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import java.util.Optional;

/** Holds what it wrote last itself: after a takeover it must not show what the new owner writes. */
final class MemoryFeedLease implements FeedLease {
    private final MemoryFeedStore store;
    private final String feed;
    private final long epoch;
    private Optional<Checkpoint> last;
    private boolean closed;

    MemoryFeedLease(MemoryFeedStore store, String feed, long epoch, Optional<Checkpoint> last) {
        this.store = store;
        this.feed = feed;
        this.epoch = epoch;
        this.last = last;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        return last;
    }

    @Override
    public void write(Checkpoint checkpoint) {
        if (closed) {
            throw new FencedException(feed, epoch);
        }
        store.write(feed, epoch, checkpoint);
        last = Optional.of(checkpoint);
    }

    @Override
    public void close() {
        closed = true;
    }
}

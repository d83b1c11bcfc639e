package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One monitor guards everything, so that fencing and writing are one step. */
final class MemoryFeedStore implements FeedStore {
    private final Map<String, Owned> feeds = new HashMap<>();
    private boolean closed;

    /** A feed and the epoch of who owns it. */
    private record Owned(MemoryFeed feed, long epoch) {}

    @Override
    public synchronized FeedLease acquire(String feed) {
        FeedName.require(feed);
        requireOpen();
        Owned before = feeds.get(feed);
        Owned owned = before == null ? new Owned(new MemoryFeed(), 1) : new Owned(before.feed(), before.epoch() + 1);
        feeds.put(feed, owned);
        return new MemoryFeedLease(this, feed, owned.epoch());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the in-memory feed store is closed; open a new one");
        }
    }

    @Override
    public synchronized List<String> feeds() {
        requireOpen();
        return feeds.keySet().stream().sorted().toList();
    }

    synchronized List<DeadLetter> letters(String feed, long epoch, long afterId, int limit) {
        return owned(feed, epoch).letters(afterId, limit);
    }

    synchronized Optional<DeadLetter> letter(String feed, long epoch, long id) {
        return owned(feed, epoch).letter(id);
    }

    synchronized Optional<Checkpoint> read(String feed, long epoch) {
        return owned(feed, epoch).checkpoint();
    }

    synchronized void apply(String feed, long epoch, FeedChange change) {
        owned(feed, epoch).apply(change);
    }

    private MemoryFeed owned(String feed, long epoch) {
        Owned owned = feeds.get(feed);
        if (owned == null || owned.epoch() != epoch) {
            throw new FencedException(feed, epoch);
        }
        return owned.feed();
    }

    @Override
    public synchronized void close() {
        closed = true;
        feeds.clear();
    }
}

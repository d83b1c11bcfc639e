package io.windlass.store;

import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One monitor guards everything, so that fencing and writing are one step. */
final class MemoryFeedStore implements FeedStore {
    private final Map<String, Row> rows = new HashMap<>();
    private boolean closed;

    /** What is kept of a feed: who owns it and what was written last. */
    private record Row(long epoch, Optional<Checkpoint> checkpoint) {}

    @Override
    public synchronized FeedLease acquire(String feed) {
        if (closed) {
            throw new IllegalStateException("the in-memory feed store is closed; open a new one");
        }
        Row before = rows.get(feed);
        Row row = before == null ? new Row(1, Optional.empty()) : new Row(before.epoch() + 1, before.checkpoint());
        rows.put(feed, row);
        return new MemoryFeedLease(this, feed, row.epoch(), row.checkpoint());
    }

    synchronized void write(String feed, long epoch, Checkpoint checkpoint) {
        Row row = rows.get(feed);
        if (closed || row == null || row.epoch() != epoch) {
            throw new FencedException(feed, epoch);
        }
        rows.put(feed, new Row(epoch, Optional.of(checkpoint)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        rows.clear();
    }
}

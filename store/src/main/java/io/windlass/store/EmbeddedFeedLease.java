package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The one connection to a feed's database, and the lock that makes it the only one. The monitor is for {@link #close}. */
final class EmbeddedFeedLease implements FeedLease {
    private final EmbeddedFeedStore store;
    private final String feed;
    private final Path database;
    private final FeedLock lock;
    private final Connection connection;
    private final FeedRows rows;
    private final long epoch;
    private boolean closed;

    EmbeddedFeedLease(EmbeddedFeedStore store, String feed, Path database, FeedLock lock, FeedDatabase.Opened opened) {
        this.store = store;
        this.feed = feed;
        this.database = database;
        this.lock = lock;
        connection = opened.connection();
        epoch = opened.epoch();
        rows = new FeedRows(connection, Dialect.SQLITE, feed, opened.id(), epoch, 0);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    /** What is read of the feed's rows. */
    private interface Reading<R> {
        R of(FeedRows rows) throws SQLException;
    }

    @Override
    public synchronized Optional<Checkpoint> checkpoint() {
        return read(FeedRows::read);
    }

    @Override
    public synchronized List<DeadLetter> letters(long afterId, int limit) {
        return read(from -> from.letters(afterId, limit));
    }

    @Override
    public synchronized Optional<DeadLetter> letter(long id) {
        return read(from -> from.letter(id));
    }

    private <R> R read(Reading<R> reading) {
        requireOpen();
        try {
            rows.requireOwned();
            R found = reading.of(rows);
            connection.rollback();
            return found;
        } catch (SQLException e) {
            throw undone(SqliteFailure.of(e, feed, database));
        }
    }

    @Override
    public synchronized void apply(FeedChange change) {
        requireOpen();
        if (change.isEmpty()) {
            return;
        }
        try {
            rows.write(change);
            connection.commit();
        } catch (SQLException e) {
            throw undone(SqliteFailure.of(e, feed, database));
        } catch (RuntimeException e) {
            throw undone(e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new FencedException(feed, epoch);
        }
    }

    /** After a failure the transaction must be gone; where it cannot be undone, neither can the connection be trusted. */
    private <E extends RuntimeException> E undone(E failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            closeConnection(failure);
        }
        return failure;
    }

    private void closeConnection(RuntimeException failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        store.forget(this);
        try (lock;
                connection;
                rows) {
            // closed in the order from rows to lock, whatever fails
        } catch (SQLException e) {
            throw SqliteFailure.of(e, feed, database);
        }
    }
}

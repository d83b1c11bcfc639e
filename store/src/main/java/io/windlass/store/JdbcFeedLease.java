package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.FencedException;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import io.windlass.store.JdbcLeases.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A feed's row number and epoch; every use of it is a transaction that checks the epoch. The monitor is for {@link #close}. */
final class JdbcFeedLease implements FeedLease {
    private final JdbcFeedStore store;
    private final Transactions transactions;
    private final Dialect dialect;
    private final String feed;
    private final long id;
    private final long epoch;
    private final int patienceSeconds;
    private volatile boolean closed;

    JdbcFeedLease(
            JdbcFeedStore store,
            Transactions transactions,
            Dialect dialect,
            String feed,
            Attempt attempt,
            int patienceSeconds) {
        this.store = store;
        this.transactions = transactions;
        this.dialect = dialect;
        this.feed = feed;
        id = attempt.id();
        epoch = attempt.epoch();
        this.patienceSeconds = patienceSeconds;
    }

    String feed() {
        return feed;
    }

    long id() {
        return id;
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
        return read(rows -> rows.letters(afterId, limit));
    }

    @Override
    public synchronized Optional<DeadLetter> letter(long letterId) {
        return read(rows -> rows.letter(letterId));
    }

    private <R> R read(Reading<R> reading) {
        requireOpen();
        try {
            return transactions.repeatable(connection -> {
                try (FeedRows rows = rows(connection)) {
                    rows.requireOwned();
                    return reading.of(rows);
                }
            });
        } catch (SQLException e) {
            throw JdbcFailure.of(e, feed);
        }
    }

    @Override
    public synchronized void apply(FeedChange change) {
        requireOpen();
        if (change.isEmpty()) {
            return;
        }
        try {
            // a change may be applied twice, so a lost connection needs no answer to what became of its commit
            transactions.repeatable(connection -> {
                try (FeedRows rows = rows(connection)) {
                    rows.write(change);
                    return change;
                }
            });
        } catch (SQLException e) {
            throw JdbcFailure.of(e, feed);
        }
    }

    private FeedRows rows(Connection connection) {
        return new FeedRows(connection, dialect, feed, id, epoch, patienceSeconds);
    }

    private void requireOpen() {
        if (closed) {
            throw new FencedException(feed, epoch);
        }
    }

    /** Somebody else owns the feed by now: from here on nothing is asked of the database any more. */
    void fenced() {
        closed = true;
    }

    @Override
    public synchronized void close() {
        if (store.forget(this)) {
            closed = true;
            store.release(this);
        }
    }
}

package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import io.windlass.store.JdbcLeases.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** The event whose commit nobody answered to; 0 if there is none. By the handler's thread. */
    private volatile long undecided;

    /**
     * All events up to this one were acknowledged with their effects. By the handler's thread: an attempt that took too long may
     * have committed all the same, and what it inserted cannot be inserted again.
     */
    private volatile long done;

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

    /** What a handler does in the transaction. */
    interface Effect {
        void in(Connection connection);
    }

    /**
     * Does something and acknowledges an event in one transaction, unless that was done before. The monitor is left alone: a
     * change that waits for the feed's row holds it.
     *
     * @throws SQLException if it failed, and was not done
     * @throws FeedStoreException if nobody can tell whether it was done: whoever took that for a failure could have it done twice
     */
    void applyWith(Effect effect, Acknowledgement acknowledgement) throws SQLException {
        requireOpen();
        long sequence = acknowledgement.sequence();
        if (sequence <= done || undecided == sequence && isAcknowledged(sequence, null)) {
            return;
        }
        try {
            transactions.once(connection -> {
                try (FeedRows rows = rows(connection)) {
                    effect.in(connection);
                    if (rows.lock() >= sequence) {
                        throw new DoneBefore(); // by an attempt that was given up on: this one is undone
                    }
                    rows.write(acknowledgement.change());
                    return sequence;
                }
            });
        } catch (DoneBefore e) {
            // so it is there
        } catch (CommitFailure e) {
            undecided = sequence;
            if (!isAcknowledged(sequence, e)) {
                throw e;
            }
        }
        done = sequence;
    }

    /** Waits until the database has decided on a transaction whose outcome nobody told, and finds out what it was. */
    private boolean isAcknowledged(long sequence, @Nullable CommitFailure failure) {
        try {
            long through = acknowledgedThrough();
            undecided = 0;
            return through >= sequence;
        } catch (SQLException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw JdbcFailure.ofUnknownOutcome(e, feed);
        }
    }

    /** An interrupt, as by a handler's deadline, is kept for later: on a virtual thread it would close the socket meanwhile. */
    private long acknowledgedThrough() throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return transactions.repeatable(connection -> {
                        try (FeedRows rows = rows(connection)) {
                            return rows.lock();
                        }
                    });
                } catch (SQLException e) {
                    if (!Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The event was acknowledged already. */
    private static final class DoneBefore extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    boolean isOf(JdbcFeedStore other) {
        return store == other;
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

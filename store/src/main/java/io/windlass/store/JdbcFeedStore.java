package io.windlass.store;

import io.windlass.BatchHandler;
import io.windlass.EventHandler;
import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.store.JdbcLeases.Attempt;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Keeps named feeds in a PostgreSQL or H2 database, in tables whose names begin with {@code windlass_}. They are created where
 * they are missing.
 *
 * <p>A feed has one owner at a time among all processes that use the database: its row holds a lease, which lasts for a time
 * by the database's clock and is renewed while its store is open. A process that ended without closing its store blocks its
 * feeds until their leases run out. Every write checks in its own transaction that nobody else acquired the feed: an owner
 * that slept through its lease is fenced.
 *
 * <p>Each use takes a connection from the data source and gives it back: a pool of a few serves many feeds. If a connection
 * is lost before the database answered to a commit, the change is applied once more through another one, after the database
 * has decided on the first: it is there once in the end. The transaction isolation is the data source's; {@code READ
 * COMMITTED}, the default of both databases, is what was tested.
 *
 * <p>Thread-safe.
 */
public final class JdbcFeedStore implements FeedStore {
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    /** A lease is renewed so many times before it would run out. */
    private static final int RENEWALS = 3;

    private final Transactions transactions;
    private final Dialect dialect;
    private final JdbcLeases rows;
    private final int patienceSeconds;
    private final long renewalMillis;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, JdbcFeedLease> leases = new HashMap<>();
    private final ScheduledExecutorService renewer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean closed;

    private JdbcFeedStore(Transactions transactions, Dialect dialect, Duration lease) {
        this.transactions = transactions;
        this.dialect = dialect;
        patienceSeconds = dialect.patienceSeconds(lease);
        rows = new JdbcLeases(transactions, dialect, owner(), lease);
        renewalMillis = lease.toMillis() / RENEWALS;
        renewer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "windlass-store-leases");
            thread.setDaemon(true);
            return thread;
        });
        var unused = renewer.scheduleWithFixedDelay(this::renew, renewalMillis, renewalMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the store with leases of 30 seconds. Connects to the database.
     *
     * @param dataSource hands out connections to PostgreSQL or H2; closing it is the caller's
     * @throws IllegalArgumentException if it is another database
     * @throws FeedStoreException if the database cannot be reached, its tables cannot be created, or a newer version wrote
     *     them
     */
    public static JdbcFeedStore of(DataSource dataSource) {
        return of(dataSource, DEFAULT_LEASE);
    }

    /**
     * Opens the store. Connects to the database.
     *
     * @param dataSource hands out connections to PostgreSQL or H2; closing it is the caller's
     * @param lease how long a feed stays with a process that does not renew its lease any more, from 1 second to 1 hour;
     *     it is renewed three times as often. The same for all processes
     * @throws IllegalArgumentException if it is another database, or the lease is out of its range
     * @throws FeedStoreException if the database cannot be reached, its tables cannot be created, or a newer version wrote
     *     them
     */
    public static JdbcFeedStore of(DataSource dataSource, Duration lease) {
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "lease must be from " + SHORTEST_LEASE + " to " + LONGEST_LEASE + ", was " + lease);
        }
        try {
            Dialect dialect = dialect(product(dataSource));
            Transactions transactions = new Transactions(dataSource, dialect.begin(lease));
            JdbcSchema.prepare(transactions, dialect);
            return new JdbcFeedStore(transactions, dialect, lease);
        } catch (SQLException e) {
            throw JdbcFailure.of(e, "");
        }
    }

    private static String product(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        }
    }

    private static Dialect dialect(String product) {
        return switch (product) {
            case "PostgreSQL" -> Dialect.POSTGRESQL;
            case "H2" -> Dialect.H2;
            default ->
                throw new IllegalArgumentException(
                        "feeds are kept in PostgreSQL or H2, but the data source leads to " + product);
        };
    }

    private static String owner() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host + ", store " + UUID.randomUUID();
    }

    /**
     * A handler whose effect in this database is committed together with the acknowledgement of its event: after a crash, a
     * lost connection or the loss of the feed to another owner, the effect of each event is there exactly once, and what
     * {@code onRemoved} undoes is undone exactly once. Give it to {@code onEvent} or {@code onRemoved} of a named subscription
     * that is kept in this store, without {@code parallel}. For batches there is {@link #batchInTransaction}.
     *
     * <p>{@code onRemoved} is also told of an event whose handler had failed and was to be called again when its block left the
     * chain: then there is nothing to undo. So let it delete what is there rather than count backwards.
     *
     * <p>If the database does not answer to the commit, what became of it is read before anything is tried again; if that cannot
     * be read either, the subscription ends, and its next start goes on from what is there. What the handler does elsewhere than through its connection may be done several times, as with every handler. In PostgreSQL a
     * transaction in which nothing is said to the server for the length of a lease is ended by the server.
     *
     * @param <T> the type of the events' values
     */
    public <T> EventHandler<T> inTransaction(TransactionalHandler<T> handler) {
        return new TransactionalEffect<>(this, Objects.requireNonNull(handler, "handler"));
    }

    /**
     * As {@link #inTransaction}, for {@code onBatch}: the effect of a batch is committed together with the acknowledgement of all
     * its events. A batch that fails for good is halved, and each half has a transaction of its own.
     *
     * @param <T> the type of the events' values
     */
    public <T> BatchHandler<T> batchInTransaction(TransactionalBatchHandler<T> handler) {
        return new TransactionalBatchEffect<>(this, Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Acquires a feed. If the lease of another owner has not run out, this waits and watches: it takes the feed over when the
     * lease runs out, and gives up as soon as it is seen to be renewed.
     *
     * @throws FeedStoreException if its owner is alive, the thread is interrupted while it waits, or the database failed
     */
    @Override
    public FeedLease acquire(String feed) {
        FeedName.require(feed);
        reserve(feed);
        JdbcFeedLease lease = null;
        try {
            Attempt attempt = acquireRow(feed);
            lease = new JdbcFeedLease(this, transactions, dialect, feed, attempt, patienceSeconds);
        } catch (SQLException e) {
            throw JdbcFailure.of(e, feed);
        } finally {
            if (lease == null) {
                unreserve(feed);
            }
        }
        if (!remember(lease)) {
            release(lease);
            throw closedStore();
        }
        return lease;
    }

    private Attempt acquireRow(String feed) throws SQLException {
        addRow(feed);
        Attempt attempt = rows.tryAcquire(feed);
        for (Attempt seen = attempt; !attempt.acquired(); attempt = rows.tryAcquire(feed)) {
            if (attempt.hasMovedSince(seen)) {
                throw inUse(feed, String.valueOf(attempt.owner()), "its lease was renewed");
            }
            await(feed, seen);
        }
        return attempt;
    }

    private void addRow(String feed) throws SQLException {
        try {
            rows.addRow(feed);
        } catch (SQLException e) {
            // another store added it at the same instant: then it is there now
            if (e.getSQLState() == null || !e.getSQLState().startsWith("23")) {
                throw e;
            }
        }
    }

    private void await(String feed, Attempt seen) {
        try {
            if (closing.await(renewalMillis / 2, TimeUnit.MILLISECONDS)) {
                throw closedStore();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw inUse(feed, String.valueOf(seen.owner()), "the wait for the end of its lease was interrupted");
        }
    }

    private synchronized void reserve(String feed) {
        requireOpen();
        if (!taken.add(feed)) {
            throw inUse(feed, "this process (" + ProcessHandle.current().pid() + ")", "through the same store");
        }
    }

    private synchronized void unreserve(String feed) {
        taken.remove(feed);
    }

    private synchronized boolean remember(JdbcFeedLease lease) {
        if (!closed) {
            leases.put(lease.feed(), lease);
        }
        return !closed;
    }

    private static IllegalStateException closedStore() {
        return new IllegalStateException("the JDBC feed store is closed; open a new one");
    }

    private static FeedStoreException inUse(String feed, String owner, String why) {
        return new FeedStoreException(
                "feed '" + feed + "' is in use by " + owner + " (" + why + "); stop that owner, or use another name",
                Kind.IN_USE,
                feed,
                null);
    }

    @Override
    public List<String> feeds() {
        requireOpen();
        try {
            return rows.feeds();
        } catch (SQLException e) {
            throw JdbcFailure.of(e, "");
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw closedStore();
        }
    }

    /** Every few seconds, so that no lease of a living store runs out. */
    private void renew() {
        List<JdbcFeedLease> open;
        synchronized (this) {
            open = List.copyOf(leases.values());
        }
        for (JdbcFeedLease lease : open) {
            try {
                if (!rows.renew(lease.id(), lease.epoch())) {
                    lease.fenced();
                }
            } catch (SQLException e) {
                // the next turn may do better; if none does, writes find out whether somebody took the feed over
            }
        }
    }

    /** False if the lease is not this store's any more. */
    synchronized boolean forget(JdbcFeedLease lease) {
        return leases.remove(lease.feed(), lease);
    }

    /** Makes a forgotten lease end in the database, too. */
    void release(JdbcFeedLease lease) {
        try {
            rows.release(lease.id(), lease.epoch());
        } catch (SQLException e) {
            throw JdbcFailure.of(e, lease.feed());
        } finally {
            unreserve(lease.feed());
        }
    }

    @Override
    public void close() {
        List<JdbcFeedLease> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(leases.values());
        }
        closing.countDown();
        // no interrupt: some databases in this process close their files when a thread of theirs is interrupted
        renewer.shutdown();
        Leases.closeAll(open);
    }
}

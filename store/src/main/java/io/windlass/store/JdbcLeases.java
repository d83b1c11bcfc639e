package io.windlass.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a feed's row that says who owns it, and until when by the database's clock. */
final class JdbcLeases {
    private final Transactions transactions;
    private final String owner;
    private final String fromNow;
    private final int patienceSeconds;
    private final String hurry;

    /**
     * @param owner who acquires, for people and to tell stores apart
     * @param length how long a lease lasts that nobody renews
     */
    JdbcLeases(Transactions transactions, Dialect dialect, String owner, Duration length) {
        this.transactions = transactions;
        this.owner = owner;
        fromNow = "CURRENT_TIMESTAMP + INTERVAL '" + length.toMillis() / 1000.0 + "' SECOND";
        patienceSeconds = dialect.patienceSeconds(length);
        // leases are renewed one after the other: those behind one whose row is held must not run out
        hurry = dialect.hurry(length.dividedBy(12));
    }

    /** What came of an attempt: the feed's row and epoch are ours, or somebody else's. */
    record Attempt(
            boolean acquired,
            long id,
            long epoch,
            @Nullable String owner,
            @Nullable OffsetDateTime expires) {
        /** Whether an owner that was seen before did something in the meantime. */
        boolean hasMovedSince(Attempt before) {
            return epoch != before.epoch || expires != null && !expires.equals(before.expires);
        }
    }

    /** Takes the feed if nobody owns it, its lease has run out, or it is this store's own. */
    Attempt tryAcquire(String feed) throws SQLException {
        return transactions.repeatable(connection -> {
            boolean acquired = take(connection, feed);
            return find(connection, feed, acquired);
        });
    }

    /** Adds the feed's row where it is missing; if another store adds it at the same time, one of them fails. */
    void addRow(String feed) throws SQLException {
        transactions.repeatable(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO windlass_feed (name, epoch, acked_through) SELECT ?, 0, 0"
                            + " WHERE NOT EXISTS (SELECT 1 FROM windlass_feed WHERE name = ?)")) {
                insert.setString(1, feed);
                insert.setString(2, feed);
                return insert.executeUpdate();
            }
        });
    }

    /** The names of all feeds, sorted here: databases sort by rules of their own. */
    List<String> feeds() throws SQLException {
        return transactions.repeatable(connection -> {
            List<String> feeds = new ArrayList<>();
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery("SELECT name FROM windlass_feed")) {
                while (row.next()) {
                    feeds.add(row.getString(1));
                }
            }
            Collections.sort(feeds);
            return feeds;
        });
    }

    private boolean take(Connection connection, String feed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE windlass_feed"
                + " SET epoch = epoch + 1, owner = ?, expires = " + fromNow
                + " WHERE name = ? AND (owner IS NULL OR owner = ? OR expires <= CURRENT_TIMESTAMP)")) {
            bePatient(update);
            update.setString(1, owner);
            update.setString(2, feed);
            update.setString(3, owner);
            return update.executeUpdate() == 1;
        }
    }

    private static Attempt find(Connection connection, String feed, boolean acquired) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, epoch, owner, expires FROM windlass_feed WHERE name = ?")) {
            select.setString(1, feed);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new DamagedRowException("the row of the feed was deleted while it was acquired");
                }
                return new Attempt(
                        acquired,
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class));
            }
        }
    }

    /** Makes a lease last for its full length again; false if the feed was acquired by another. Waits for nobody for long. */
    boolean renew(long id, long epoch) throws SQLException {
        return transactions.repeatable(connection -> {
            if (!hurry.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(hurry);
                }
            }
            return change(connection, "SET expires = " + fromNow, id, epoch);
        });
    }

    /** Gives a lease up, so that the next owner need not wait; does nothing if it is another's by now. */
    void release(long id, long epoch) throws SQLException {
        transactions.repeatable(connection -> change(connection, "SET owner = NULL, expires = NULL", id, epoch));
    }

    private boolean change(Connection connection, String what, long id, long epoch) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE windlass_feed " + what + " WHERE id = ? AND epoch = ?")) {
            bePatient(update);
            update.setLong(1, id);
            update.setLong(2, epoch);
            return update.executeUpdate() == 1;
        }
    }

    private void bePatient(PreparedStatement statement) throws SQLException {
        if (patienceSeconds > 0) {
            statement.setQueryTimeout(patienceSeconds);
        }
    }
}

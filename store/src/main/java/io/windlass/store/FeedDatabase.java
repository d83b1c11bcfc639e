package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Opens the SQLite file of one feed, checks that it is sound and ours, and takes its next epoch. */
final class FeedDatabase {
    /** "wndl": tells our files from other SQLite databases. */
    private static final int APPLICATION_ID = 0x776e646c;

    private FeedDatabase() {}

    /** The first row of a feed, and how it is reached. */
    record Opened(Connection connection, long id, long epoch) {}

    /** @param mostPages the size that the file may grow to, in pages of 4 KiB; 0 for no limit */
    static Opened open(Path database, String feed, Durability durability, int mostPages) {
        Connection connection = null;
        try {
            connection = config(durability, mostPages).createConnection("jdbc:sqlite:" + database.toUri());
            connection.setAutoCommit(false);
            requireSound(connection, database, feed);
            requireOurFormat(connection, database, feed);
            Opened opened = acquire(connection, database, feed);
            connection.commit();
            return opened;
        } catch (SQLException e) {
            FeedStoreException failure = SqliteFailure.of(e, feed, database);
            closeAfter(failure, connection);
            throw failure;
        } catch (RuntimeException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static SQLiteConfig config(Durability durability, int mostPages) {
        SQLiteConfig config = new SQLiteConfig();
        // guards the file even where somebody deletes the lock file, and needs no shared memory
        config.setLockingMode(LockingMode.EXCLUSIVE);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.valueOf(durability.synchronous()));
        config.setBusyTimeout(0);
        if (mostPages > 0) {
            config.setMaxPageCount(mostPages);
        }
        return config;
    }

    private static void requireSound(Connection connection, Path database, String feed) throws SQLException {
        String found = text(connection, "PRAGMA quick_check(1)");
        if (!found.equals("ok")) {
            throw SqliteFailure.unreadable(
                    "feed '" + feed + "', kept in " + database + ", is corrupt (" + found + ")",
                    feed,
                    new SQLException(found));
        }
    }

    private static void requireOurFormat(Connection connection, Path database, String feed) throws SQLException {
        long version = number(connection, "PRAGMA user_version");
        long application = number(connection, "PRAGMA application_id");
        boolean empty = number(connection, "SELECT COUNT(*) FROM sqlite_master") == 0;
        if (empty && application == 0 && version == 0) {
            create(connection);
        } else if (application != APPLICATION_ID || version < 1) {
            throw new FeedStoreException(
                    database + " is no database of Windlass; move it away, or choose another state directory",
                    Kind.UNREADABLE,
                    feed,
                    null);
        } else if (version > FeedSchema.VERSION) {
            throw new FeedStoreException(
                    "feed '" + feed + "', kept in " + database + ", was written by a newer version of Windlass (format "
                            + version + ", this version reads up to " + FeedSchema.VERSION
                            + "); run that version, or choose another state directory",
                    Kind.UNREADABLE,
                    feed,
                    null);
        } else if (version < FeedSchema.VERSION) {
            FeedSchema.upgrade(connection, Dialect.SQLITE);
            setVersion(connection);
        }
    }

    private static void create(Connection connection) throws SQLException {
        FeedSchema.create(connection, Dialect.SQLITE, "");
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
        }
        setVersion(connection);
    }

    private static void setVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = " + FeedSchema.VERSION);
        }
    }

    private static Opened acquire(Connection connection, Path database, String feed) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, epoch, name FROM windlass_feed")) {
            if (row.next()) {
                long id = row.getLong(1);
                long epoch = row.getLong(2) + 1;
                String name = row.getString(3);
                if (!feed.equals(name)) {
                    throw new FeedStoreException(
                            database + " keeps feed '" + name + "', not '" + feed + "'; give the file its name back",
                            Kind.UNREADABLE,
                            feed,
                            null);
                }
                setEpoch(connection, id, epoch);
                return new Opened(connection, id, epoch);
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO windlass_feed (id, name, epoch, acked_through) VALUES (1, ?, 1, 0)")) {
            insert.setString(1, feed);
            insert.executeUpdate();
        }
        return new Opened(connection, 1, 1);
    }

    private static void setEpoch(Connection connection, long id, long epoch) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE windlass_feed SET epoch = ? WHERE id = ?")) {
            update.setLong(1, epoch);
            update.setLong(2, id);
            update.executeUpdate();
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void closeAfter(Exception failure, @Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}

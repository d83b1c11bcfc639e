package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Creates the tables in a server's database, or checks that they are there in a format that this version knows. */
final class JdbcSchema {
    private static final String LEASE = ", owner VARCHAR(300), expires TIMESTAMP WITH TIME ZONE";

    private JdbcSchema() {}

    static void prepare(Transactions transactions, Dialect dialect) throws SQLException {
        Optional<Integer> version = version(transactions);
        if (version.isEmpty()) {
            try {
                transactions.once(connection -> create(connection, dialect));
            } catch (SQLException e) {
                // two stores that start together: the database refuses one of them
                if (version(transactions).isEmpty()) {
                    throw e;
                }
            }
            version = version(transactions);
        }
        int found = version.orElse(FeedSchema.VERSION);
        if (found > FeedSchema.VERSION) {
            throw new FeedStoreException(
                    "the tables windlass_* were written by a newer version of Windlass (format " + found
                            + ", this version knows up to " + FeedSchema.VERSION
                            + "); run that version, or give this one a schema of its own",
                    Kind.UNREADABLE,
                    "",
                    null);
        }
        if (found < FeedSchema.VERSION) {
            upgrade(transactions, dialect);
        }
    }

    private static void upgrade(Transactions transactions, Dialect dialect) throws SQLException {
        try {
            transactions.once(connection -> {
                FeedSchema.upgrade(connection, dialect);
                return setVersion(connection, "UPDATE windlass_format SET version = " + FeedSchema.VERSION);
            });
        } catch (SQLException e) {
            // as above
            if (version(transactions).orElse(0) < FeedSchema.VERSION) {
                throw e;
            }
        }
    }

    private static int setVersion(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Empty where nothing was created yet. */
    private static Optional<Integer> version(Transactions transactions) throws SQLException {
        try {
            return transactions.once(JdbcSchema::versionIn);
        } catch (SQLException e) {
            if (isNoSuchTable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isNoSuchTable(SQLException e) {
        String state = e.getSQLState();
        // PostgreSQL's own, and the three that H2 has for it
        return state != null && (state.equals("42P01") || state.matches("42S0[234]"));
    }

    private static Optional<Integer> versionIn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM windlass_format")) {
            return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
        }
    }

    private static boolean create(Connection connection, Dialect dialect) throws SQLException {
        FeedSchema.create(connection, dialect, LEASE);
        try (Statement statement = connection.createStatement()) {
            // last, and with its row last of all: it says that the others are there
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS windlass_format (version INTEGER PRIMARY KEY)");
        }
        return setVersion(connection, "INSERT INTO windlass_format (version) VALUES (" + FeedSchema.VERSION + ")") == 1;
    }
}

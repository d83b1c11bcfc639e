package io.windlass.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Runs work in transactions, each on a connection of its own, so that a pool can lend it and a broken one is gone. */
final class Transactions {
    /** What is done between begin and commit. */
    interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final String begin;

    /** @param begin a statement that every transaction begins with, or empty */
    Transactions(DataSource dataSource, String begin) {
        this.dataSource = dataSource;
        this.begin = begin;
    }

    /**
     * Runs the work once.
     *
     * @throws CommitFailure if it fails at the commit: then nobody can tell whether it was done
     */
    <R> R once(Work<R> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        boolean autoCommit = true;
        R result;
        try {
            autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            begin(connection);
            result = work.run(connection);
            commit(connection);
        } catch (SQLException | RuntimeException e) {
            undo(connection, autoCommit, e);
            throw e;
        }
        giveBack(connection, autoCommit);
        return result;
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new CommitFailure(e);
        }
    }

    private void begin(Connection connection) throws SQLException {
        if (!begin.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(begin);
            }
        }
    }

    private static void undo(Connection connection, boolean autoCommit, Exception why) {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private static void giveBack(Connection connection, boolean autoCommit) {
        try (connection) {
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            // what was committed is done, whatever becomes of the connection; whoever uses that next finds out
        }
    }

    /**
     * Runs work that may be done twice, and runs it again on another connection if the first is lost, whether at the commit or
     * before. Such work locks its feed's row first: so its second run waits until the database has decided on the first.
     */
    <R> R repeatable(Work<R> work) throws SQLException {
        try {
            return once(work);
        } catch (SQLException e) {
            if (!JdbcFailure.isLostConnection(e)) {
                throw e;
            }
            try {
                return once(work);
            } catch (SQLException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }
}

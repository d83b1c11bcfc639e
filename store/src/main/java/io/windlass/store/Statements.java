package io.windlass.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The statements of one connection, each prepared once. Not thread-safe. */
final class Statements implements AutoCloseable {
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Connection connection;
    private final int patienceSeconds;

    /** @param patienceSeconds how long a statement may wait for a row that others hold; 0 for as long as the database lets it */
    Statements(Connection connection, int patienceSeconds) {
        this.connection = connection;
        this.patienceSeconds = patienceSeconds;
    }

    /** A statement that takes the feed's row. Those that follow it in its transaction wait for nobody. */
    PreparedStatement taking(String sql) throws SQLException {
        PreparedStatement statement = of(sql);
        if (patienceSeconds > 0) {
            statement.setQueryTimeout(patienceSeconds);
        }
        return statement;
    }

    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }
}

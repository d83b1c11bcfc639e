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

    /** @param patienceSeconds how long a statement may wait for others, where others may hold the row; 0 for no limit */
    Statements(Connection connection, int patienceSeconds) {
        this.connection = connection;
        this.patienceSeconds = patienceSeconds;
    }

    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            if (patienceSeconds > 0) {
                statement.setQueryTimeout(patienceSeconds);
            }
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

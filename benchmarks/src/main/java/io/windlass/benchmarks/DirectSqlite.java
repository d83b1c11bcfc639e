package io.windlass.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteDataSource;

/** SQLite with the rows of a feed store and no feed store. */
final class DirectSqlite implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement acknowledge;
    private final PreparedStatement forget;
    private final PreparedStatement pass;
    private final PreparedStatement put;

    DirectSqlite(Path file, String synchronous) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + synchronous);
            statement.execute("CREATE TABLE feed (id INTEGER PRIMARY KEY, through BIGINT, number BIGINT, hash BLOB)");
            statement.execute("CREATE TABLE mark (number INTEGER PRIMARY KEY, hash BLOB)");
            statement.execute("CREATE TABLE entry (number BIGINT, hash BLOB, log_index INTEGER, sequence BIGINT,"
                    + " occurrence INTEGER, state INTEGER, payload BLOB, PRIMARY KEY (number, hash, log_index))");
            statement.execute("INSERT INTO feed VALUES (1, 0, 0, NULL)");
        }
        connection.setAutoCommit(false);
        acknowledge = connection.prepareStatement("UPDATE feed SET through = ?, number = ?, hash = ? WHERE id = 1");
        forget = connection.prepareStatement("DELETE FROM entry WHERE number < ?");
        pass = connection.prepareStatement("INSERT OR REPLACE INTO mark VALUES (?, ?)");
        put = connection.prepareStatement("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, 0, 1, ?)");
    }

    void acknowledge(long event) throws SQLException {
        update(event, event);
        connection.commit();
    }

    private void update(long through, long block) throws SQLException {
        acknowledge.setLong(1, through);
        acknowledge.setLong(2, block);
        acknowledge.setBytes(3, hash(block));
        acknowledge.executeUpdate();
    }

    void apply(long block, int logs, byte[] payload, long forgetBelow) throws SQLException {
        update((block - 1) * logs, block - 1);
        if (forgetBelow > 0) {
            forget.setLong(1, forgetBelow);
            forget.executeUpdate();
        }
        pass.setLong(1, block);
        pass.setBytes(2, hash(block));
        pass.executeUpdate();
        for (int index = 0; index < logs; index++) {
            put.setLong(1, block);
            put.setBytes(2, hash(block));
            put.setInt(3, index);
            put.setLong(4, (block - 1) * logs + index + 1);
            put.setBytes(5, payload);
            put.executeUpdate();
        }
        connection.commit();
    }

    private static byte[] hash(long block) {
        return ByteBuffer.allocate(32).putLong(block).array();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

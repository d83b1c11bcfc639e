package io.windlass.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/** H2 in a file, with the row that acknowledgements change and no feed store. */
final class DirectH2 implements AutoCloseable {
    private final JdbcConnectionPool pool;
    private final Connection connection;
    private final PreparedStatement acknowledge;

    DirectH2(Path directory) throws SQLException {
        pool = pool(directory);
        connection = pool.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE feed (id BIGINT PRIMARY KEY, through BIGINT, number BIGINT,"
                    + " hash VARBINARY(32))");
            statement.execute("INSERT INTO feed VALUES (1, 0, 0, NULL)");
        }
        connection.setAutoCommit(false);
        acknowledge = connection.prepareStatement("UPDATE feed SET through = ?, number = ?, hash = ? WHERE id = 1");
    }

    /** A database in a file of this directory. */
    static JdbcConnectionPool pool(Path directory) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("feeds").toAbsolutePath());
        return JdbcConnectionPool.create(source);
    }

    void acknowledge(long event) throws SQLException {
        acknowledge.setLong(1, event);
        acknowledge.setLong(2, event);
        acknowledge.setBytes(3, ByteBuffer.allocate(32).putLong(event).array());
        acknowledge.executeUpdate();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        pool.dispose();
    }
}

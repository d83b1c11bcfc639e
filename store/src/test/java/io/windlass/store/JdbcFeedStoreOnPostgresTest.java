package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** On a real server, which these tests start. */
class JdbcFeedStoreOnPostgresTest extends JdbcFeedStoreContract {
    private static final Map<Path, JdbcConnectionPool> POOLS = new HashMap<>();

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        POOLS.values().forEach(JdbcConnectionPool::dispose);
        server.close();
    }

    /** A schema of its own for each directory. */
    @Override
    DataSource database(Path directory) throws SQLException {
        JdbcConnectionPool known = POOLS.get(directory);
        if (known != null) {
            return known;
        }
        String schema = "\"" + directory.getFileName() + "\"";
        execute("CREATE SCHEMA " + schema);
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setURL(server.getJdbcUrl("postgres", "postgres"));
        source.setCurrentSchema(schema);
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        POOLS.put(directory, pool);
        return pool;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void apply_whenTheServerEndsItsConnectionBeforeTheCommit_goesOnThroughAnother() throws SQLException {
        execute("CREATE SCHEMA cut");
        PGSimpleDataSource unpooled = new PGSimpleDataSource();
        unpooled.setURL(server.getJdbcUrl("postgres", "postgres"));
        unpooled.setCurrentSchema("cut");
        CutDataSource cut = new CutDataSource(unpooled);
        try (FeedStore store = JdbcFeedStore.of(cut);
                FeedLease lease = store.acquire("feed")) {
            for (int n = 1; n <= 20; n++) {
                cut.beforeTheCommit(JdbcFeedStoreOnPostgresTest::endOtherConnections);
                lease.apply(Script.change(n));
            }

            assertThat(lease.checkpoint()).isEqualTo(Script.after(20));
        }
        assertThat(cut.cuts()).isEqualTo(20);
    }

    private static void endOtherConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND query LIKE '%windlass_entry%'");
    }
}

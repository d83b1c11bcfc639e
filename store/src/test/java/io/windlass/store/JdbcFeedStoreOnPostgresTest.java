package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** On a real server, which these tests start. */
class JdbcFeedStoreOnPostgresTest extends JdbcFeedStoreContract {
    private static final int KILLS = 4;
    private static final int MOST_CHANGES = 100;
    private static final int CUTS = 200;
    private static final long MANY_BYTES = 1_000_000;

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
        CutDataSource cut = new CutDataSource(unpooled(urlWithSchema("cut")));
        try (FeedStore store = JdbcFeedStore.of(cut);
                FeedLease lease = store.acquire(Script.FEED)) {
            for (int n = 1; n <= 20; n++) {
                cut.beforeTheCommit(JdbcFeedStoreOnPostgresTest::endOtherConnections);
                lease.apply(Script.change(n));
            }

            assertThat(lease.checkpoint()).isEqualTo(Script.after(20));
        }
        assertThat(cut.cuts()).isEqualTo(20);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void kill_ofTheOwner_leavesAllThatWasAppliedAndNoPartOfAChange() throws Exception {
        String url = urlWithSchema("killed");
        Crash crash = new Crash(MOST_CHANGES);
        long kept = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long reported = Math.max(kept, crash.afterSome(url, Script.FEED));
            try (FeedStore store = JdbcFeedStore.of(unpooled(url), WritingChild.LEASE);
                    FeedLease lease = store.acquire(Script.FEED)) {
                Optional<Checkpoint> found = lease.checkpoint();
                kept = Script.count(found);

                assertThat(kept).as("changes kept after kill %s", kill).isBetween(reported, reported + 1);
                assertThat(found.equals(Script.after(kept)))
                        .as("what is kept after kill %s is that of %s whole changes", kill, kept)
                        .isTrue();
                assertThat(lease.letters(0, 1_000_000)).isEqualTo(Script.lettersAfter(kept));
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void ownerThatSleptThroughItsLease_isFencedWhenItWakes() throws Exception {
        String url = urlWithSchema("asleep");
        try (Child sleeper = Child.start(WritingChild.class, url, Script.FEED);
                FeedStore store = JdbcFeedStore.of(unpooled(url), WritingChild.LEASE)) {
            for (int line = 0; line < 10; line++) {
                sleeper.line();
            }
            sleeper.signal("STOP");

            try (FeedLease next = store.acquire(Script.FEED)) {
                Optional<Checkpoint> found = next.checkpoint();
                assertThat(found).isEqualTo(Script.after(Script.count(found)));
                sleeper.signal("CONT");

                assertThat(sleeper.lastLine()).isEqualTo(WritingChild.FENCED);
                assertThat(next.checkpoint()).isEqualTo(found);
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void ownerThatSleptInATransaction_isFencedWhenItWakes() throws Exception {
        String url = urlWithSchema("dreaming");
        try (Child sleeper = Child.start(CommittingChild.class, url, Script.FEED);
                FeedStore store = JdbcFeedStore.of(unpooled(url), WritingChild.LEASE)) {
            assertThat(sleeper.line()).isEqualTo("committing");
            sleeper.signal("STOP");

            try (FeedLease next = store.acquire(Script.FEED)) {
                assertThat(next.checkpoint()).isEqualTo(Script.after(1));
                sleeper.signal("CONT");
                sleeper.say("go on");

                assertThat(sleeper.lastLine()).isEqualTo(WritingChild.FENCED);
                assertThat(next.checkpoint()).isEqualTo(Script.after(1));
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void inTransaction_whenTheNetworkCutsAnAnswerAnywhere_hasTheEffectOfEachEventOnce() throws Exception {
        String direct = urlWithSchema("network");
        try (CutProxy proxy = new CutProxy(server.getPort())) {
            String url = direct.replace(":" + server.getPort() + "/", ":" + proxy.port() + "/");
            Random random = new Random(5);
            int failed = 0;
            int cuts = 0;
            try (JdbcFeedStore store = JdbcFeedStore.of(unpooled(url));
                    FeedLease lease = store.acquire(Script.FEED)) {
                lease.apply(Script.change(1));
                execute("CREATE TABLE network.effects (event BIGINT NOT NULL)");
                AcknowledgingHandler<Long> handler =
                        (AcknowledgingHandler<Long>) store.<Long>inTransaction((event, connection) -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.executeUpdate("INSERT INTO effects (event) VALUES (" + event.value() + ")");
                            }
                        });
                proxy.cutAfter(MANY_BYTES);
                handler.onEvent(new TestEvent(1), lease, new TestEvent(1));
                int answers = (int) (MANY_BYTES - proxy.spared().orElseThrow());
                for (long n = 2; n <= CUTS; n++) {
                    proxy.cutAfter(random.nextInt(answers));
                    TestEvent event = new TestEvent(n);
                    for (boolean done = false; !done; ) {
                        try {
                            handler.onEvent(event, lease, event);
                            done = true;
                        } catch (SQLException e) {
                            failed++;
                        }
                    }
                    cuts += proxy.spared().isEmpty() ? 1 : 0;
                }
                assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough())
                        .isEqualTo(CUTS);
            }
            assertThat(cuts).isGreaterThan(CUTS / 2);
            assertThat(failed).as("what was cut before its commit").isPositive();
            assertThat(count("SELECT COUNT(*) FROM network.effects")).isEqualTo(CUTS);
            assertThat(count("SELECT COUNT(DISTINCT event) FROM network.effects"))
                    .isEqualTo(CUTS);
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String urlWithSchema(String schema) throws SQLException {
        execute("CREATE SCHEMA " + schema);
        return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
    }

    private static DataSource unpooled(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        return source;
    }

    private static void endOtherConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND query LIKE '%windlass_entry%'");
    }
}

package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class JdbcFeedStoreOnH2Test extends JdbcFeedStoreContract {
    private static final Map<Path, JdbcConnectionPool> POOLS = new HashMap<>();

    @Override
    DataSource database(Path directory) {
        // in memory as long as the pool keeps a connection
        return POOLS.computeIfAbsent(directory, at -> pool("jdbc:h2:mem:" + at.getFileName()));
    }

    private static JdbcConnectionPool pool(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        return JdbcConnectionPool.create(source);
    }

    @AfterAll
    static void closePools() {
        POOLS.values().forEach(JdbcConnectionPool::dispose);
    }

    @Test
    void apply_onAFile_isThereWhenTheDatabaseIsOpenedAgain(@TempDir Path directory) {
        String url = "jdbc:h2:file:" + directory.resolve("feeds");
        JdbcConnectionPool before = pool(url);
        try (FeedStore store = JdbcFeedStore.of(before);
                FeedLease lease = store.acquire("feed")) {
            for (int n = 1; n <= 30; n++) {
                lease.apply(Script.change(n));
            }
        }
        before.dispose();

        JdbcConnectionPool after = pool(url);
        try (FeedStore store = JdbcFeedStore.of(after);
                FeedLease lease = store.acquire("feed")) {
            assertThat(lease.checkpoint()).isEqualTo(Script.after(30));
        }
        after.dispose();
    }

    @Test
    void apply_leavesNoTimeLimitOnTheConnectionThatItGivesBack(@TempDir Path directory) throws SQLException {
        DataSource pool = database(directory);
        try (FeedStore store = JdbcFeedStore.of(pool);
                FeedLease lease = store.acquire("feed")) {
            lease.apply(Script.change(1));
            try (Connection next = pool.getConnection();
                    Statement statement = next.createStatement()) {
                assertThat(statement.getQueryTimeout()).isZero();
            }
        }
    }

    @Test
    void of_aDatabaseThatCannotBeReached_saysSoWithoutItsPassword() {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/feeds");
        nowhere.setPassword("s3cret");

        FeedStoreException e = catchThrowableOfType(FeedStoreException.class, () -> JdbcFeedStore.of(nowhere));
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(e).hasMessageContaining("the database failed").hasMessageContaining("90067");
        assertThat(e.getMessage()).doesNotContain("s3cret");
    }

    @Test
    void of_anotherDatabase_namesThoseThatItKnows() {
        SQLiteDataSource sqlite = new SQLiteDataSource();
        sqlite.setUrl("jdbc:sqlite::memory:");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcFeedStore.of(sqlite))
                .withMessageContaining("PostgreSQL or H2")
                .withMessageContaining("SQLite");
    }
}

package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Log;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.testkit.Devnet;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A table that is written in the transactions which acknowledge is what the chain is, exactly, though JVMs end at their commits and
 * connections break during them.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // for those who raise the numbers
class ExactlyOnceIT {
    /** Each waits for the lease of the one before to run out. */
    private static final int HALTS = Integer.getInteger("windlass.crash.halts", 8);

    private static final int MOST_COMMITS = 16;
    private static final long SEED = Long.getLong("windlass.crash.seed", 20_261_124);

    @AutoClose
    private final Devnet chain = Devnet.builder().logsPerBlock(2).seed(SEED).start();

    @AutoClose
    private final EmbeddedPostgres server;

    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    ExactlyOnceIT() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @BeforeEach
    void begin() throws SQLException {
        execute("CREATE TABLE " + Bookkeeper.TABLE + " (place VARCHAR PRIMARY KEY)");
        // a few commits take longer than a handler may
        execute("CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_sleep(0.7); RETURN NULL; END'");
        execute("CREATE CONSTRAINT TRIGGER lingers AFTER INSERT ON " + Bookkeeper.TABLE
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.place LIKE '0xf%/0') EXECUTE FUNCTION"
                + " linger()");
        chain.mine(10);
        chain.setBlockTime(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void halt_atACommit_leavesTheTableExact(boolean batches) throws Exception {
        for (int number = 0; number < HALTS; number++) {
            Halt halt = new Halt(1 + random.nextInt(MOST_COMMITS), random.nextBoolean());
            assertThat(CrashRuns.codeOf(start(halt, 0, batches, number % 2 == 1)))
                    .as("%s", halt)
                    .isEqualTo(HaltingStore.CODE);
            chain.reorg(1 + random.nextInt(5));
        }
        Process last = start(Halt.NEVER, 0, batches, true);
        try {
            assertTableBecomesTheChain();
        } finally {
            CrashRuns.kill(last);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cut_ofTheConnectionDuringCommits_leavesTheTableExact(boolean batches) throws Exception {
        Process run =
                start(Halt.NEVER, 7, batches, false); // rarely enough that what became of a commit can be found out
        try {
            for (int reorg = 0; reorg < 8; reorg++) {
                int before = rows().size();
                Patience.until("the table changes", () -> rows().size() > before + 2);
                chain.reorg(1 + random.nextInt(5));
            }
            assertThat(run.isAlive()).isTrue();
        } finally {
            CrashRuns.kill(run);
        }
        Process last = start(Halt.NEVER, 7, batches, true);
        try {
            assertTableBecomesTheChain();
            assertThat(last.isAlive()).isTrue();
        } finally {
            CrashRuns.kill(last);
        }
    }

    private Process start(Halt halt, int cutEvery, boolean batches, boolean heals) {
        return ChildJvm.start(
                Bookkeeper.class,
                directory.resolve("output"),
                chain.wsUrl(),
                server.getJdbcUrl("postgres", "postgres"),
                halt.toString(),
                Integer.toString(cutEvery),
                Boolean.toString(batches),
                Boolean.toString(heals));
    }

    private void assertTableBecomesTheChain() throws SQLException {
        chain.setBlockTime(Duration.ZERO);
        Set<String> expected = new TreeSet<>();
        for (Log log : chain.logs(0, chain.head().number())) {
            expected.add(Holdings.place(log.blockHash().toHex(), log.logIndex()));
        }
        try {
            Patience.until("the table is what the chain is", () -> rows().equals(expected));
        } catch (RuntimeException e) {
            assertThat(rows()).isEqualTo(expected);
            throw e;
        }
    }

    private Set<String> rows() throws SQLException {
        Set<String> rows = new TreeSet<>();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT place FROM " + Bookkeeper.TABLE)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

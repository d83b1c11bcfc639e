package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.testkit.Devnet;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two processes under one name: the first sleeps through its lease, the second takes over, the first wakes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "nothing stops a process there")
class TwoOwnersIT {
    @AutoClose
    private final Devnet chain = Devnet.builder().logsPerBlock(3).start();

    @AutoClose
    private final EmbeddedPostgres server;

    @TempDir
    private Path directory;

    private CrashRuns runs;

    TwoOwnersIT() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @BeforeEach
    void begin() {
        runs = new CrashRuns(chain, directory, server.getJdbcUrl("postgres", "postgres"), false);
        chain.mine(5);
    }

    @Test
    void ownerThatSleptThroughItsLease_isFencedAndWritesNothing() throws Exception {
        Process first = runs.start(false);
        runs.awaitLines(0, first, 15);
        awaitAcknowledged(5);
        signal(first, "STOP");
        chain.mine(3);

        Process second = runs.start(false);
        runs.awaitLines(1, second, 9);
        awaitAcknowledged(8);
        String kept = row();

        signal(first, "CONT");
        Patience.until("the first is told, and ends", () -> runs.lines(0).contains("!FencedException"));
        assertThat(CrashRuns.codeOf(first)).isZero();
        assertThat(row()).as("what the second keeps").isEqualTo(kept);
        assertThat(runs.lines(0)).as("the first has handed over nothing more").hasSize(15 + 1);

        chain.mine(2);
        runs.awaitLines(1, second, 15);
        assertThat(second.isAlive()).isTrue();
        CrashRuns.kill(second);
        Set<String> ofTheSecond = new LinkedHashSet<>(runs.lines(1));
        assertThat(ofTheSecond)
                .as("what the first had acknowledged came to it alone")
                .hasSize(15);
        assertThat(ofTheSecond).noneMatch(line -> line.startsWith("!"));
        runs.awaitTheChain();
    }

    /** What a run has acknowledged is durable. */
    private void awaitAcknowledged(long block) {
        Patience.until("block " + block + " is acknowledged", () -> row().endsWith(" " + block));
    }

    /** The owner's epoch, and up to where it has acknowledged. */
    private String row() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT epoch, acked_through, acked_number FROM windlass_feed"
                        + " WHERE name = '" + CrashingFollower.NAME + "'")) {
            return found.next() ? found.getLong(1) + " " + found.getLong(2) + " " + found.getLong(3) : "";
        }
    }

    private static void signal(Process process, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}

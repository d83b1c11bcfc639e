package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnectionManager;
import io.windlass.FeedStoreException;
import io.windlass.Feeds;
import io.windlass.ManagerConfig;
import io.windlass.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that follows under a name is killed at any instant, again and again: together its runs miss nothing. */
class KilledFollowerIT {
    private static final int KILLS = 5;
    private static final long SEED = 20_261_122;

    @AutoClose
    private final Anvil anvil = Anvil.start();

    private final Emitter emitter = anvil.deployEmitter();
    private final Random random = new Random(SEED);
    private final List<Path> outputs = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path state;

    @BeforeEach
    void placeState() {
        state = directory.resolve("state");
    }

    @Test
    void runs_killedAgainAndAgain_missNothingTogether() throws Exception {
        try (Emission emission = Emission.of(emitter)) {
            for (int kill = 0; kill < KILLS; kill++) {
                Process run = start();
                awaitLines(1 + random.nextInt(40));
                if (kill % 2 == 1) {
                    emission.reorg(1 + random.nextInt(5));
                    emission.awaitMore(random.nextInt(8));
                }
                run.destroyForcibly();
                run.onExit().join();
                if (kill % 2 == 0) {
                    // what it handed over leaves the chain while nobody looks
                    emission.reorg(1 + random.nextInt(5));
                }
            }
            emission.awaitMore(5);
        }
        Set<String> expected = new LinkedHashSet<>(Followers.logsOf(anvil, emitter, 0));

        Process last = start();
        try {
            awaitNet(expected);
        } finally {
            last.destroyForcibly();
            last.onExit().join();
        }
        assertThat(Files.readAllLines(outputs.get(KILLS)))
                .as("it went on where the runs before had come to")
                .hasSizeLessThan(expected.size());
        for (Path output : outputs) {
            assertNothingTwice(Files.readAllLines(output));
        }
    }

    @Test
    void secondProcess_withTheSameName_isRefusedAndToldWhoHasIt() throws Exception {
        emitter.emitSeq(1);
        Process owner = start();
        awaitLines(1);
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                ManagerConfig.builder().stateDirectory(state).build())) {
            Subscription second = follow(manager);

            assertThat(failureOf(second.ended())).isInstanceOfSatisfying(FeedStoreException.class, e -> {
                assertThat(e.kind()).isEqualTo(FeedStoreException.Kind.IN_USE);
                assertThat(e.feed()).isEqualTo(NamedFollower.NAME);
                assertThat(e).hasMessageContaining(Long.toString(owner.pid()));
            });

            owner.destroyForcibly();
            owner.onExit().join();
            Subscription third = follow(manager);
            done(third.live());
        }
    }

    private Subscription follow(BlockchainConnectionManager manager) {
        return done(manager.connectWebSocket(anvil.wsUrl()))
                .subscribe(Feeds.logs().address(emitter.address()))
                .named(NamedFollower.NAME)
                .ignoreRemoved()
                .onEvent(event -> {});
    }

    private Process start() {
        Path output = directory.resolve("run-" + outputs.size());
        outputs.add(output);
        return ChildJvm.start(
                NamedFollower.class, output, anvil.wsUrl(), emitter.address().toHex(), state.toString());
    }

    private void awaitLines(int least) {
        Path output = outputs.get(outputs.size() - 1);
        Patience.until(
                least + " lines",
                () -> Files.exists(output) && Files.readAllLines(output).size() >= least);
    }

    private void awaitNet(Set<String> expected) throws IOException {
        try {
            Patience.until("the runs hold what the chain holds", () -> net().equals(expected));
        } catch (ConditionTimeoutException e) {
            Set<String> net = net();
            Set<String> missing = new LinkedHashSet<>(expected);
            missing.removeAll(net);
            net.removeAll(expected);
            assertThat(missing)
                    .as("of %s events, and too many were %s", expected.size(), net)
                    .isEmpty();
            assertThat(net).as("too many beside %s events", expected.size()).isEmpty();
        }
    }

    /** What is left of all runs together: added and not removed afterwards. */
    private Set<String> net() throws IOException {
        Set<String> held = new LinkedHashSet<>();
        for (Path output : outputs) {
            for (String line : Files.readAllLines(output)) {
                if (line.startsWith("+")) {
                    held.add(line.substring(1));
                } else {
                    held.remove(line.substring(1));
                }
            }
        }
        return held;
    }

    /** After a crash an event may come again; within a run it may not, unless it was taken back. */
    private static void assertNothingTwice(List<String> lines) {
        Set<String> held = new LinkedHashSet<>();
        for (String line : lines) {
            if (line.startsWith("+")) {
                assertThat(held.add(line.substring(1)))
                        .as("%s in %s", line, lines)
                        .isTrue();
            } else {
                held.remove(line.substring(1)); // what an earlier run was given is taken back, too
            }
        }
    }
}

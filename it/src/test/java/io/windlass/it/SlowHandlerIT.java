package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A handler that is ten times slower than the chain: memory stays as it is, the feed says how far it is behind, and in the end
 * nothing is missing. For how many seconds the chain runs away from it: {@code -Dwindlass.slow.seconds=60}.
 */
class SlowHandlerIT {
    private static final int SECONDS = Integer.getInteger("windlass.slow.seconds", 6);
    private static final Duration BLOCK_TIME = Duration.ofMillis(25);
    private static final int LOGS = 50;

    /** What may come and go within a process of this size, whatever it follows. */
    private static final long NOISE = 8L << 20;

    /** Bytes of heap in use, blocks behind, logs handled. */
    private record Look(long heap, long behind, long handled) {}

    @TempDir
    private Path directory;

    @Test
    void handlerTenTimesSlowerThanTheChain_costsNoMemory_saysHowFarItIsBehind_andMissesNothing() throws Exception {
        Path out = directory.resolve("out");
        try (Devnet devnet = Devnet.builder().logsPerBlock(LOGS).start()) {
            Process follower = ChildJvm.start(List.of("-Xmx64m"), SlowFollower.class.getName(), out, devnet.wsUrl());
            try {
                devnet.mine(20);
                Look atFirst = lookUntilHandled(follower, out, 1);
                devnet.setBlockTime(BLOCK_TIME);
                long blocks = SECONDS * 1_000L / BLOCK_TIME.toMillis();
                mined(devnet, blocks / 3);
                Look early = look(follower, out);
                mined(devnet, blocks);
                Look late = look(follower, out);
                devnet.setBlockTime(Duration.ZERO);

                assertThat(early.behind()).isGreaterThan(atFirst.behind());
                assertThat(late.behind()).isGreaterThan(early.behind() + blocks / 3);
                assertThat(late.heap())
                        .as("the heap does not grow with what is not handled yet: %s, %s, %s", atFirst, early, late)
                        .isLessThan(early.heap() + NOISE);
                tell(follower, "fast");
                assertThat(lookUntilHandled(follower, out, devnet.head().number() * LOGS)
                                .handled())
                        .isEqualTo(devnet.head().number() * LOGS);
            } finally {
                follower.destroyForcibly();
                follower.onExit().join();
            }
        }
    }

    private static void mined(Devnet devnet, long blocks) {
        Patience.until(blocks + " blocks", () -> devnet.head().number() >= blocks);
    }

    private static Look lookUntilHandled(Process follower, Path out, long least) throws IOException {
        Look[] last = new Look[1];
        Patience.until(least + " logs handled", () -> {
            last[0] = look(follower, out);
            return last[0].handled() >= least;
        });
        return last[0];
    }

    private static Look look(Process follower, Path out) throws IOException {
        int before = Files.readAllLines(out).size();
        tell(follower, "look");
        Patience.until("an answer", () -> Files.readAllLines(out).size() > before);
        String answer = Files.readAllLines(out).get(before);
        assertThat(answer).startsWith("look ");
        String[] words = answer.split(" ");
        return new Look(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    private static void tell(Process follower, String command) throws IOException {
        follower.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        follower.getOutputStream().flush();
    }
}

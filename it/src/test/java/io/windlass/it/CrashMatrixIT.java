package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.DeadLetter;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.store.EmbeddedFeedStoreProvider;
import io.windlass.testkit.Devnet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM of a named feed ends at every kind of durable step, before it and after it, and at any instant, while the chain grows and
 * is reorganised and dead letters are replayed and purged. Each run opens the store that the one before left; together they hold
 * exactly what the chain holds, or a letter about it.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // for those who raise the numbers
class CrashMatrixIT {
    /** Before a release: {@code -Dwindlass.crash.kills=200}. */
    private static final int KILLS = Integer.getInteger("windlass.crash.kills", 25);

    private static final long SEED = Long.getLong("windlass.crash.seed", 20_261_123);

    @AutoClose
    private final Devnet chain = Devnet.builder().logsPerBlock(3).seed(SEED).start();

    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    private CrashRuns runs;

    @BeforeEach
    void begin() {
        runs = new CrashRuns(chain, directory, directory.resolve("state").toString(), true);
        chain.mine(20);
        chain.setBlockTime(Duration.ofMillis(40));
    }

    @Test
    void halt_atEveryKindOfDurableStep_losesNothing() throws Exception {
        for (DurableStep kind : DurableStep.values()) {
            halt(kind, new Halt(1, true));
            halt(kind, new Halt(1, false));
        }
        assertHoldsTheChainInTheEnd();
    }

    private void halt(DurableStep kind, Halt halt) throws Exception {
        Process run = runs.start(kind, halt, kind.isAskedFor());
        try {
            Patience.until(halt + " of " + kind, () -> {
                if (!run.waitFor(500, TimeUnit.MILLISECONDS) && !kind.isAskedFor()) {
                    reorg(); // sooner or later one takes back what this step is about
                }
                return !run.isAlive();
            });
        } finally {
            CrashRuns.kill(run);
        }
        assertThat(run.exitValue()).as("%s of %s", halt, kind).isEqualTo(HaltingStore.CODE);
        reorg(); // while nobody looks: what was handed over leaves the chain
    }

    @Test
    void kill_atAnyInstant_losesNothing() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            Process run = runs.start(kill % 2 == 1);
            runs.awaitLines(runs.last(), run, random.nextInt(12));
            if (random.nextBoolean()) {
                reorg();
            }
            pause(random.nextInt(60)); // to no purpose but another instant
            CrashRuns.kill(run);
            if (random.nextBoolean()) {
                reorg();
            }
        }
        assertHoldsTheChainInTheEnd();
    }

    private void reorg() {
        chain.reorg(1 + random.nextInt(6));
    }

    private static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    private void assertHoldsTheChainInTheEnd() throws Exception {
        chain.setBlockTime(Duration.ZERO);
        Process last = runs.start(false);
        try {
            runs.awaitTheChain();
            CrashRuns.end(last);
        } finally {
            CrashRuns.kill(last);
        }
        Set<String> letters = deadLetters();
        Set<String> refused = runs.places(true);
        assertThat(refused).as("dead letters are about what was refused").containsAll(letters);
        Set<String> seenTo = runs.net();
        refused.removeAll(letters);
        assertThat(seenTo)
                .as("what was refused and has no letter was taken later")
                .containsAll(refused);
        runs.assertNothingTwiceWithinARun();
        runs.assertNoneFailed();
        assertThat(runs.lines(runs.last()))
                .as("the last run went on where those before had come to")
                .hasSizeLessThan(chain.logs(0, chain.head().number()).size());
    }

    /** Where the events are whose letters wait for somebody to decide; of those whose block left the chain none does. */
    private Set<String> deadLetters() {
        Set<String> places = new LinkedHashSet<>();
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(directory.resolve("state"));
                FeedLease lease = store.acquire(CrashingFollower.NAME)) {
            for (DeadLetter letter : lease.letters(0, Integer.MAX_VALUE)) {
                if (letter.state() != DeadLetter.State.RETRACTED) {
                    String place = Holdings.place(
                            letter.event().hash().toHex(), letter.event().index());
                    assertThat(places.add(place)).as("one letter for %s", place).isTrue();
                }
            }
        }
        return places;
    }
}

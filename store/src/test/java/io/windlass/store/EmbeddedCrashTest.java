package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any instant: while the store opens, while it writes, while its log is moved to the database. */
class EmbeddedCrashTest {
    private static final String FEED = "transfers";
    private static final int KILLS = 20;
    private static final int MOST_CHANGES = 600;

    @TempDir
    private Path state;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void kill_atAnyInstant_leavesAllThatWasAppliedAndNoPartOfAChange() throws Exception {
        Random random = new Random();
        long kept = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long reported = Math.max(kept, runAndKill(random));
            Optional<Checkpoint> found = read();
            kept = Script.count(found);

            assertThat(kept).as("changes kept after kill %s", kill).isBetween(reported, reported + 1);
            assertThat(found.equals(Script.after(kept)))
                    .as("what is kept after kill %s is that of %s whole changes", kill, kept)
                    .isTrue();
        }
        assertThat(kept).as("changes in all").isGreaterThan(KILLS);
    }

    /** The number of the last change that the child said it applied, or 0. */
    private long runAndKill(Random random) throws Exception {
        try (Child child = Child.start(WritingChild.class, state.toString(), FEED)) {
            List<String> lines = new ArrayList<>();
            lines.add(child.line());
            // one in four is killed about when it opens the store
            boolean early = random.nextInt(4) == 0;
            int changes = early ? 0 : 1 + random.nextInt(MOST_CHANGES);
            for (int i = 0; i < changes; i++) {
                lines.add(child.line());
            }
            LockSupport.parkNanos(random.nextInt(early ? 300_000_000 : 2_000_000));
            child.kill();
            lines.addAll(child.rest());
            return Long.parseLong(lines.get(lines.size() - 1));
        }
    }

    private Optional<Checkpoint> read() {
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(state);
                FeedLease lease = store.acquire(FEED)) {
            return lease.checkpoint();
        }
    }
}

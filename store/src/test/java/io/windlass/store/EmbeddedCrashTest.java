package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.DeadLetter;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any instant: while the store opens, while it writes, while its log is moved to the database. */
class EmbeddedCrashTest {
    private static final String FEED = Script.FEED;
    private static final int KILLS = 20;
    private static final int MOST_CHANGES = 600;

    @TempDir
    private Path state;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void kill_atAnyInstant_leavesAllThatWasAppliedAndNoPartOfAChange() throws Exception {
        Crash crash = new Crash(MOST_CHANGES);
        long kept = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long reported = Math.max(kept, crash.afterSome(state.toString(), FEED));
            Optional<Checkpoint> found;
            List<DeadLetter> letters;
            try (FeedStore store = new EmbeddedFeedStoreProvider().open(state);
                    FeedLease lease = store.acquire(FEED)) {
                found = lease.checkpoint();
                letters = lease.letters(0, Integer.MAX_VALUE);
            }
            kept = Script.count(found);

            assertThat(kept).as("changes kept after kill %s", kill).isBetween(reported, reported + 1);
            assertThat(found.equals(Script.after(kept)))
                    .as("what is kept after kill %s is that of %s whole changes", kill, kept)
                    .isTrue();
            assertThat(letters.equals(Script.lettersAfter(kept)))
                    .as("the letters after kill %s are those of %s whole changes", kill, kept)
                    .isTrue();
        }
        assertThat(kept).as("changes in all").isGreaterThan(KILLS);
    }
}

package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.windlass.FencedException;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link FeedStore} must do. A store's author extends this class and says which provider to test; every test
 * gets a store of its own in an empty directory.
 */
public abstract class FeedStoreContract {
    private static final String FEED = "usdc-transfers";
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    private FeedStore store;

    /** For subclasses. */
    protected FeedStoreContract() {}

    /** The provider under test. */
    protected abstract FeedStoreProvider provider();

    @BeforeEach
    void openStore() {
        store = provider().open(directory);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void name_isStableLowerCaseAndWithoutBlanks() {
        assertThat(provider().name())
                .matches("[a-z][a-z0-9-]*")
                .isEqualTo(provider().name());
    }

    @Test
    void acquire_ofANewFeed_startsAtEpochOneWithoutCheckpoint() {
        try (FeedLease lease = store.acquire(FEED)) {
            assertThat(lease.epoch()).isEqualTo(1);
            assertThat(lease.checkpoint()).isEmpty();
        }
    }

    @Test
    void write_isReadBackByTheSameLease() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.write(checkpoint(7));
            lease.write(checkpoint(8));

            assertThat(lease.checkpoint()).contains(checkpoint(8));
        }
    }

    @Test
    void write_keepsEveryPartOfTheCheckpoint() {
        Checkpoint written =
                new Checkpoint(42161, hash(1), "logs{address=[…]}", new Position(Long.MAX_VALUE, hash(-2), 0));
        try (FeedLease lease = store.acquire(FEED)) {
            lease.write(written);
        }

        try (FeedLease next = store.acquire(FEED)) {
            assertThat(next.checkpoint()).contains(written);
        }
    }

    @Test
    void acquire_afterTheOwnerClosed_goesOnFromItsCheckpointWithTheNextEpoch() {
        try (FeedLease first = store.acquire(FEED)) {
            first.write(checkpoint(7));
        }

        try (FeedLease second = store.acquire(FEED)) {
            assertThat(second.epoch()).isEqualTo(2);
            assertThat(second.checkpoint()).contains(checkpoint(7));
        }
    }

    @Test
    void acquire_whileOwned_fencesTheOwnerAndLosesNothing() {
        try (FeedLease loser = store.acquire(FEED)) {
            loser.write(checkpoint(7));
            try (FeedLease winner = store.acquire(FEED)) {
                assertThat(winner.epoch()).isGreaterThan(loser.epoch());
                assertThat(winner.checkpoint()).contains(checkpoint(7));

                assertThatExceptionOfType(FencedException.class)
                        .isThrownBy(() -> loser.write(checkpoint(8)))
                        .satisfies(e -> assertThat(e.feed()).isEqualTo(FEED))
                        .satisfies(e -> assertThat(e.epoch()).isEqualTo(loser.epoch()));

                winner.write(checkpoint(9));
            }
        }

        try (FeedLease next = store.acquire(FEED)) {
            assertThat(next.checkpoint()).contains(checkpoint(9));
        }
    }

    @Test
    void checkpoint_ofAFencedLease_isItsOwnAndNotTheNewOwners() {
        try (FeedLease loser = store.acquire(FEED)) {
            loser.write(checkpoint(7));
            try (FeedLease winner = store.acquire(FEED)) {
                winner.write(checkpoint(9));

                assertThat(loser.checkpoint()).contains(checkpoint(7));
            }
        }
    }

    @Test
    void close_ofAFencedLease_leavesTheNewOwnerInPlace() {
        FeedLease loser = store.acquire(FEED);
        try (FeedLease winner = store.acquire(FEED)) {
            loser.close();
            winner.write(checkpoint(9));

            assertThat(winner.checkpoint()).contains(checkpoint(9));
        }
    }

    @Test
    void close_ofALease_isIdempotentAndEndsItsRightToWrite() {
        FeedLease lease = store.acquire(FEED);
        lease.write(checkpoint(7));
        lease.close();
        lease.close();

        assertThatExceptionOfType(FencedException.class).isThrownBy(() -> lease.write(checkpoint(8)));
        try (FeedLease next = store.acquire(FEED)) {
            assertThat(next.checkpoint()).contains(checkpoint(7));
        }
    }

    @Test
    void feeds_ofDifferentNames_knowNothingOfEachOther() {
        try (FeedLease one = store.acquire(FEED);
                FeedLease other = store.acquire(FEED.toUpperCase(Locale.ROOT))) {
            one.write(checkpoint(7));

            assertThat(other.epoch()).isEqualTo(1);
            other.write(checkpoint(100));
            assertThat(one.checkpoint()).contains(checkpoint(7));
            assertThat(other.checkpoint()).contains(checkpoint(100));
        }
    }

    @Test
    void close_ofTheStore_isIdempotentAndFencesEveryLease() {
        FeedLease lease = store.acquire(FEED);
        store.close();
        store.close();

        assertThatExceptionOfType(FencedException.class).isThrownBy(() -> lease.write(checkpoint(7)));
        lease.close();
    }

    @Test
    void acquire_fromManyThreads_givesEachAnEpochOfItsOwn() throws Exception {
        int owners = 16;
        Callable<Long> takeOver = () -> {
            try (FeedLease lease = store.acquire(FEED)) {
                return lease.epoch();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(owners);
        List<Long> epochs = new ArrayList<>();
        try {
            for (Future<Long> epoch : threads.invokeAll(Collections.nCopies(owners, takeOver))) {
                epochs.add(epoch.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(epochs)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, owners).boxed().toList());
    }

    @Test
    void write_racingATakeover_isEitherSeenByTheNewOwnerOrFenced() throws Exception {
        FeedLease loser = store.acquire(FEED);
        CountDownLatch writing = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> fenced = thread.submit(() -> {
                for (long block = 1; ; block++) {
                    loser.write(checkpoint(block));
                    writing.countDown();
                }
            });
            assertThat(writing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

            try (FeedLease winner = store.acquire(FEED)) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> fenced.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .withCauseInstanceOf(FencedException.class);
                assertThat(winner.checkpoint()).isEqualTo(loser.checkpoint());
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static Checkpoint checkpoint(long block) {
        return new Checkpoint(1, hash(0), "newHeads", Position.end(block, hash(block)));
    }

    private static Hash hash(long seed) {
        return new Hash(seed, seed + 1, seed + 2, seed + 3);
    }
}

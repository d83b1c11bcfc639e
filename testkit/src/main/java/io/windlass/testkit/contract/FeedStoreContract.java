package io.windlass.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.Cause;
import io.windlass.EventId;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
 * What every {@link FeedStore} must do. A store's author extends this class and says how to open the store under test; every
 * test gets an empty directory.
 */
public abstract class FeedStoreContract {
    private static final String FEED = "usdc-transfers";
    private static final FeedIdentity IDENTITY = new FeedIdentity(1, hash(0), "logs{}", 5);
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private FeedStore store;

    /** For subclasses. */
    protected FeedStoreContract() {}

    /**
     * Opens the store under test: an empty one in an empty directory, and one that holds what was written before in a
     * directory where one was opened and closed.
     */
    protected abstract FeedStore open(Path directory);

    /** Whether what was written is there again when the store is opened again; true unless overridden. */
    protected boolean survivesReopening() {
        return true;
    }

    @BeforeEach
    void openStore() {
        store = open(directory);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    // ---- owners

    @Test
    void acquire_ofANewFeed_startsAtEpochOneWithoutCheckpoint() {
        try (FeedLease lease = store.acquire(FEED)) {
            assertEquals(1, lease.epoch());
            assertEquals(Optional.empty(), lease.checkpoint());
        }
    }

    @Test
    void acquire_afterTheOwnerClosed_goesOnFromItsCheckpointWithTheNextEpoch() {
        Checkpoint written;
        try (FeedLease first = store.acquire(FEED)) {
            first.apply(start().passed(mark(7)).build());
            written = first.checkpoint().orElseThrow();
        }

        try (FeedLease second = store.acquire(FEED)) {
            assertEquals(2, second.epoch());
            assertEquals(Optional.of(written), second.checkpoint());
        }
    }

    @Test
    void acquire_whileOwned_isRefusedOrFencesTheOwner() {
        FeedLease first = store.acquire(FEED);
        first.apply(start().passed(mark(7)).build());
        FeedLease second;
        try {
            second = store.acquire(FEED);
        } catch (FeedStoreException refused) {
            assertEquals(FeedStoreException.Kind.IN_USE, refused.kind());
            assertEquals(FEED, refused.feed());
            first.apply(passed(8));
            assertEquals(List.of(mark(7), mark(8)), path(first));
            return;
        }
        assertTrue(second.epoch() > first.epoch());
        assertEquals(List.of(mark(7)), path(second));
        assertFenced(first, () -> first.apply(passed(8)));
        assertFenced(first, first::checkpoint);

        first.close();
        second.apply(passed(9));
        assertEquals(List.of(mark(7), mark(9)), path(second));
    }

    @Test
    void acquire_fromManyThreads_givesEachAnEpochOfItsOwn() throws Exception {
        int owners = 16;
        ExecutorService threads = Executors.newFixedThreadPool(owners);
        List<Long> epochs = new ArrayList<>();
        try {
            Callable<Long> owner = this::acquireInTurn;
            for (Future<Long> epoch : threads.invokeAll(Collections.nCopies(owners, owner))) {
                epochs.add(epoch.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }

        Collections.sort(epochs);
        assertEquals(LongStream.rangeClosed(1, owners).boxed().toList(), epochs);
    }

    /** Tries again as long as it is refused. */
    private long acquireInTurn() {
        while (true) {
            try (FeedLease lease = store.acquire(FEED)) {
                return lease.epoch();
            } catch (FeedStoreException e) {
                assertEquals(FeedStoreException.Kind.IN_USE, e.kind());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void acquire_underAnIllegalName_isRefused() {
        for (String name : List.of("", "a b", "../up", "a/b", "a\\b", "a:b", "ä", "a\n", "x".repeat(129))) {
            assertThrows(IllegalArgumentException.class, () -> store.acquire(name), name);
        }
    }

    @Test
    void acquire_underAnyLegalName_keepsFeedsApart() {
        List<String> names = List.of(
                ".",
                "..",
                "-",
                "_",
                "con",
                "a.db",
                "a.lock",
                FEED,
                FEED.toUpperCase(Locale.ROOT),
                "Usdc-transfers",
                "x".repeat(128),
                "X".repeat(128));
        List<FeedLease> leases = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            FeedLease lease = store.acquire(names.get(i));
            assertEquals(1, lease.epoch(), names.get(i));
            lease.apply(start().passed(mark(i)).build());
            leases.add(lease);
        }

        for (int i = 0; i < names.size(); i++) {
            assertEquals(List.of(mark(i)), path(leases.get(i)), names.get(i));
        }
        leases.forEach(FeedLease::close);
    }

    @Test
    void close_ofALease_isIdempotentAndEndsItsRights() {
        FeedLease lease = store.acquire(FEED);
        lease.apply(start().passed(mark(7)).build());
        lease.close();
        lease.close();

        assertFenced(lease, () -> lease.apply(passed(8)));
        assertFenced(lease, lease::checkpoint);
        try (FeedLease next = store.acquire(FEED)) {
            assertEquals(List.of(mark(7)), path(next));
        }
    }

    @Test
    void close_ofTheStore_isIdempotentAndFencesEveryLease() {
        FeedLease lease = store.acquire(FEED);
        store.close();
        store.close();

        assertFenced(lease, () -> lease.apply(start().build()));
        assertFenced(lease, lease::checkpoint);
        lease.close();
        assertThrows(IllegalStateException.class, () -> store.acquire(FEED));
    }

    @Test
    void close_ofTheStoreWhileAThreadWrites_leavesWholeChanges() throws Exception {
        FeedLease lease = store.acquire(FEED);
        lease.apply(start().build());
        CountDownLatch writing = new CountDownLatch(10);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        long applied;
        try {
            Future<Long> writer = thread.submit(() -> writeUntilFenced(lease, writing));
            assertTrue(writing.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            store.close();
            applied = writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
        store = open(directory);

        if (survivesReopening()) {
            try (FeedLease next = store.acquire(FEED)) {
                List<BlockMark> passed = LongStream.rangeClosed(1, applied)
                        .mapToObj(FeedStoreContract::mark)
                        .toList();
                assertEquals(passed, path(next));
                assertEquals(2 * applied, window(next).size());
            }
        }
    }

    private static long writeUntilFenced(FeedLease lease, CountDownLatch writing) {
        for (long block = 1; ; block++) {
            try {
                lease.apply(FeedChange.builder()
                        .passed(mark(block))
                        .put(entry(2 * block - 1, block, 0))
                        .put(entry(2 * block, block, 1))
                        .build());
                writing.countDown();
            } catch (FencedException e) {
                return block - 1;
            }
        }
    }

    // ---- changes

    @Test
    void apply_ofTheFirstIdentity_startsAnEmptyCheckpoint() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().build());

            assertEquals(
                    Optional.of(new Checkpoint(IDENTITY, Optional.empty(), 0, List.of(), List.of(), List.of())),
                    lease.checkpoint());
        }
    }

    @Test
    void apply_withoutAnyIdentity_isRefusedAndWritesNothing() {
        try (FeedLease lease = store.acquire(FEED)) {
            assertThrows(IllegalStateException.class, () -> lease.apply(passed(7)));
            assertEquals(Optional.empty(), lease.checkpoint());

            lease.apply(start().build());
            assertEquals(List.of(), path(lease));
        }
    }

    @Test
    void apply_ofAnEmptyChange_changesNothing() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(FeedChange.builder().build());
            assertEquals(Optional.empty(), lease.checkpoint());

            lease.apply(start().passed(mark(7)).build());
            lease.apply(FeedChange.builder().build());
            assertEquals(List.of(mark(7)), path(lease));
        }
    }

    @Test
    void apply_keepsEveryPart() {
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);
        FeedIdentity identity =
                new FeedIdentity(Long.MAX_VALUE, hash(-1), "logs{address=[…], \"'\\ 𝄞}".repeat(500), Long.MAX_VALUE);
        Position last = Position.end(Long.MAX_VALUE, hash(-2));
        List<WindowEntry> window = List.of(
                new WindowEntry(1, new Position(0, Hash.ZERO, 0), 0, State.ACKNOWLEDGED, Bytes.EMPTY),
                new WindowEntry(2, new Position(1, hash(9), 2_000_000_000), 1, State.DEAD, Bytes.of((byte) 0)),
                new WindowEntry(3, new Position(1, hash(8), 0), 0, State.REMOVED, Bytes.of((byte) '{', (byte) '}')),
                new WindowEntry(Long.MAX_VALUE, last, Integer.MAX_VALUE, State.DISPATCHED, Bytes.of(large)));
        List<BlockMark> path = List.of(new BlockMark(0, Hash.ZERO), new BlockMark(Long.MAX_VALUE, hash(-2)));
        FeedChange.Builder change = FeedChange.builder().identity(identity);
        window.forEach(change::put);
        path.forEach(change::passed);
        change.acknowledged(Long.MAX_VALUE - 1, Optional.of(last));
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(change.build());
        }
        reopen();

        try (FeedLease next = store.acquire(FEED)) {
            if (survivesReopening()) {
                Checkpoint expected =
                        new Checkpoint(identity, Optional.of(last), Long.MAX_VALUE - 1, window, path, List.of());
                assertEquals(Optional.of(expected), next.checkpoint());
                assertEquals(2, next.epoch());
            } else {
                assertEquals(Optional.empty(), next.checkpoint());
            }
        }
    }

    @Test
    void apply_ofAnotherIdentity_emptiesAllElseButKeepsWhatItBrings() {
        FeedIdentity other = new FeedIdentity(1, hash(0), "newHeads", 9);
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(7))
                    .put(entry(1, 7, 0))
                    .acknowledged(1, Optional.of(position(7, 0)))
                    .build());
            lease.apply(FeedChange.builder()
                    .identity(other)
                    .passed(mark(8))
                    .put(entry(1, 8, 0))
                    .build());

            assertEquals(
                    Optional.of(new Checkpoint(
                            other, Optional.empty(), 0, List.of(entry(1, 8, 0)), List.of(mark(8)), List.of())),
                    lease.checkpoint());
        }
    }

    /** As a feed does that starts over on a chain that was made anew: all that differs may be the genesis block. */
    @Test
    void apply_ofTheIdentityOfAnotherChain_leavesNothingOfTheOldOne() {
        FeedIdentity otherGenesis = new FeedIdentity(1, hash(1), "logs{}", 5);
        FeedIdentity otherId = new FeedIdentity(2, hash(1), "logs{}", 5);
        try (FeedLease lease = store.acquire(FEED)) {
            for (FeedIdentity other : List.of(otherGenesis, otherId)) {
                lease.apply(start().passed(mark(7))
                        .put(entry(1, 7, 0))
                        .put(letter(1, DeadLetter.State.DEAD))
                        .acknowledged(1, Optional.of(position(7, 0)))
                        .build());
                lease.apply(FeedChange.builder().identity(other).build());

                assertEquals(
                        Optional.of(new Checkpoint(other, Optional.empty(), 0, List.of(), List.of(), List.of())),
                        lease.checkpoint());
                assertEquals(List.of(), lease.letters(0, 10));
            }
        }
        reopen();
        try (FeedLease next = store.acquire(FEED)) {
            assertEquals(
                    survivesReopening() ? Optional.of(otherId) : Optional.empty(),
                    next.checkpoint().map(Checkpoint::identity));
        }
    }

    @Test
    void apply_forgettingThePath_dropsMarksFromThereOnButNoEntries() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(6))
                    .passed(mark(7))
                    .passed(mark(8))
                    .put(entry(1, 8, 0))
                    .build());
            BlockMark other = new BlockMark(7, hash(77));
            lease.apply(FeedChange.builder().forgetPathFrom(7).passed(other).build());

            assertEquals(List.of(mark(6), other), path(lease));
            assertEquals(List.of(entry(1, 8, 0)), window(lease));
        }
    }

    @Test
    void apply_forgettingBelow_dropsOlderEntriesAndMarksButTheKept() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(4))
                    .passed(mark(5))
                    .passed(mark(6))
                    .passed(mark(7))
                    .put(entry(1, 5, 0))
                    .put(entry(2, 6, 0))
                    .put(entry(3, 7, 0))
                    .build());
            lease.apply(FeedChange.builder().forgetBelow(7, List.of(mark(4))).build());

            assertEquals(List.of(mark(4), mark(7)), path(lease));
            assertEquals(List.of(entry(3, 7, 0)), window(lease));
        }
    }

    @Test
    void apply_ofAnEntryOfTheSamePlace_replacesIt() {
        WindowEntry again = new WindowEntry(9, position(7, 0), 1, State.DISPATCHED, Bytes.of((byte) 1));
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0)).put(entry(2, 7, 1)).build());
            lease.apply(
                    FeedChange.builder().put(entry(1, 7, 0).as(State.REMOVED)).build());
            assertEquals(List.of(entry(1, 7, 0).as(State.REMOVED), entry(2, 7, 1)), window(lease));

            lease.apply(FeedChange.builder().put(again).build());
            assertEquals(List.of(entry(2, 7, 1), again), window(lease));
        }
    }

    @Test
    void apply_ofAnEntryOfAnotherBranch_keepsBoth() {
        WindowEntry other = new WindowEntry(2, new Position(7, hash(77), 0), 0, State.DISPATCHED, Bytes.EMPTY);
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0)).put(other).build());

            assertEquals(List.of(entry(1, 7, 0), other), window(lease));
        }
    }

    @Test
    void apply_ofAMarkOfTheSameNumber_replacesIt() {
        BlockMark other = new BlockMark(7, hash(77));
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(7)).build());
            lease.apply(FeedChange.builder().passed(other).build());

            assertEquals(List.of(other), path(lease));
        }
    }

    @Test
    void apply_acknowledging_changesWhatIsDispatchedUpToTheSequence() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0))
                    .put(entry(2, 7, 1).as(State.DEAD))
                    .put(entry(3, 7, 2).as(State.REMOVED))
                    .put(entry(4, 7, 3))
                    .build());
            lease.apply(FeedChange.builder()
                    .acknowledged(3, Optional.of(position(7, 2)))
                    .build());

            Checkpoint found = lease.checkpoint().orElseThrow();
            assertEquals(
                    List.of(
                            entry(1, 7, 0).as(State.ACKNOWLEDGED),
                            entry(2, 7, 1).as(State.DEAD),
                            entry(3, 7, 2).as(State.REMOVED),
                            entry(4, 7, 3)),
                    found.window());
            assertEquals(3, found.acknowledgedThrough());
            assertEquals(Optional.of(position(7, 2)), found.acknowledged());
        }
    }

    @Test
    void apply_acknowledgingWhatItBrings_takesTheEntriesIn() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0))
                    .acknowledged(1, Optional.empty())
                    .build());

            assertEquals(List.of(entry(1, 7, 0).as(State.ACKNOWLEDGED)), window(lease));
            assertEquals(Optional.empty(), lease.checkpoint().orElseThrow().acknowledged());
        }
    }

    @Test
    void apply_acknowledging_movesThePositionBothWaysAndTheSequenceUpOnly() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0))
                    .put(entry(2, 8, 0))
                    .acknowledged(2, Optional.of(position(8, 0)))
                    .build());
            lease.apply(FeedChange.builder()
                    .acknowledged(2, Optional.of(position(7, 0)))
                    .build());
            Checkpoint back = lease.checkpoint().orElseThrow();
            assertEquals(2, back.acknowledgedThrough());
            assertEquals(Optional.of(position(7, 0)), back.acknowledged());

            lease.apply(FeedChange.builder().acknowledged(3, Optional.empty()).build());
            Checkpoint on = lease.checkpoint().orElseThrow();
            assertEquals(3, on.acknowledgedThrough());
            assertEquals(Optional.of(position(7, 0)), on.acknowledged());
        }
    }

    @Test
    void apply_acknowledgingWhatWasOvertaken_movesNothing() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().acknowledged(2, Optional.of(position(8, 0))).build());
            lease.apply(FeedChange.builder()
                    .acknowledged(1, Optional.of(position(7, 0)))
                    .build());

            Checkpoint found = lease.checkpoint().orElseThrow();
            assertEquals(2, found.acknowledgedThrough());
            assertEquals(Optional.of(position(8, 0)), found.acknowledged());
        }
    }

    @Test
    void apply_goingBack_setsThePositionBackThoughTheSequenceWasOvertaken() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().acknowledged(2, Optional.of(position(8, 0))).build());
            lease.apply(FeedChange.builder()
                    .forgetPathFrom(8)
                    .setBackTo(Position.end(7, hash(7)))
                    .acknowledged(1, Optional.of(position(6, 0)))
                    .build());

            Checkpoint found = lease.checkpoint().orElseThrow();
            assertEquals(2, found.acknowledgedThrough());
            assertEquals(Optional.of(Position.end(7, hash(7))), found.acknowledged());
        }
    }

    @Test
    void apply_goingBackToWithinABlock_setsALaterIndexOfItBack() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().acknowledged(2, Optional.of(position(8, 3))).build());
            lease.apply(FeedChange.builder().setBackTo(position(8, 1)).build());

            assertEquals(
                    Optional.of(position(8, 1)),
                    lease.checkpoint().orElseThrow().acknowledged());
        }
    }

    /** Whoever commits effects with their acknowledgement may have come further than the feed knows. */
    @Test
    void apply_goingBackToBehindThePosition_leavesIt() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().acknowledged(2, Optional.of(position(8, 0))).build());
            lease.apply(FeedChange.builder()
                    .forgetPathFrom(10)
                    .setBackTo(Position.end(9, hash(9)))
                    .acknowledged(1, Optional.of(position(7, 0)))
                    .build());
            assertEquals(
                    Optional.of(position(8, 0)),
                    lease.checkpoint().orElseThrow().acknowledged());

            lease.apply(FeedChange.builder().setBackTo(position(8, 0)).build());
            assertEquals(
                    Optional.of(position(8, 0)),
                    lease.checkpoint().orElseThrow().acknowledged());
        }
    }

    @Test
    void apply_goingBackWhereNothingIsAcknowledged_leavesItSo() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().build());
            lease.apply(FeedChange.builder().setBackTo(Position.end(9, hash(9))).build());

            assertEquals(Optional.empty(), lease.checkpoint().orElseThrow().acknowledged());
        }
    }

    @Test
    void apply_continuingAsAnotherFeed_replacesTheIdentityAndKeepsAllElse() {
        FeedIdentity other = new FeedIdentity(1, hash(0), "logs{address=…}", 5);
        DeadLetter letter = letter(1, DeadLetter.State.REQUEUED);
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(7))
                    .put(entry(1, 7, 0))
                    .put(letter)
                    .acknowledged(1, Optional.of(position(7, 0)))
                    .build());
            lease.apply(FeedChange.builder().continuedAs(other).build());

            assertEquals(
                    Optional.of(new Checkpoint(
                            other,
                            Optional.of(position(7, 0)),
                            1,
                            List.of(entry(1, 7, 0).as(State.ACKNOWLEDGED)),
                            List.of(mark(7)),
                            List.of(1L))),
                    lease.checkpoint());
            assertEquals(List.of(letter), lease.letters(0, 10));
        }
    }

    @Test
    void apply_continuingAsAnotherFeed_needsAnIdentityBefore() {
        try (FeedLease lease = store.acquire(FEED)) {
            FeedChange change = FeedChange.builder().continuedAs(IDENTITY).build();

            assertThrows(IllegalStateException.class, () -> lease.apply(change));
            assertEquals(Optional.empty(), lease.checkpoint());
        }
    }

    @Test
    void apply_ofTheSameChangeAgain_changesNothing() {
        FeedChange change = FeedChange.builder()
                .forgetPathFrom(8)
                .forgetBelow(6, List.of(mark(4)))
                .passed(new BlockMark(8, hash(88)))
                .put(entry(2, 8, 0))
                .acknowledged(1, Optional.of(position(7, 0)))
                .build();
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().passed(mark(4))
                    .passed(mark(5))
                    .passed(mark(7))
                    .passed(mark(8))
                    .put(entry(1, 7, 0))
                    .build());
            lease.apply(change);
            Optional<Checkpoint> once = lease.checkpoint();
            lease.apply(change);

            assertEquals(once, lease.checkpoint());
        }
    }

    @Test
    void apply_ofALongRunOfChanges_endsWhereEachOfThemSays() {
        for (long seed = 1; seed <= 3; seed++) {
            String feed = "seed-" + seed;
            FeedModel model = new FeedModel(IDENTITY);
            FeedChanges changes = new FeedChanges(new Random(seed), model, feed);
            FeedLease lease = store.acquire(feed);
            lease.apply(start().build());
            for (int step = 1; step <= 150; step++) {
                FeedChange change = changes.next();
                lease.apply(change);
                model.apply(change);
                assertEquals(Optional.of(model.checkpoint()), lease.checkpoint(), feed + " at step " + step);
                assertEquals(model.letters(), lease.letters(0, 1_000), feed + " at step " + step);
                if (step % 25 == 0 && survivesReopening()) {
                    reopen();
                    lease = store.acquire(feed);
                    assertEquals(Optional.of(model.checkpoint()), lease.checkpoint(), feed + " opened at " + step);
                }
            }
            lease.close();
        }
    }

    // ---- dead letters

    @Test
    void letters_ofANewFeed_areNone() {
        try (FeedLease lease = store.acquire(FEED)) {
            assertEquals(List.of(), lease.letters(0, 10));
            assertEquals(Optional.empty(), lease.letter(1));
        }
    }

    @Test
    void apply_keepsEveryPartOfALetter() {
        DeadLetter full = new DeadLetter(
                Long.MAX_VALUE,
                FEED,
                new EventId(Long.MAX_VALUE, hash(-1), Position.END),
                Optional.of(new Position(Long.MAX_VALUE, hash(-2), Position.END)),
                Integer.MAX_VALUE,
                true,
                Json.of("{\"a\":\"𝄞 \\u0000 '\\\"\"}"),
                List.of(
                        new Cause("a.B$1", "two\nlines,\ta tab, a \\n and a \0; \r 𝄞 " + "x".repeat(2_000)),
                        new Cause("", ""),
                        new Cause("c", "\\")),
                Integer.MAX_VALUE,
                Instant.ofEpochMilli(-1),
                Instant.ofEpochMilli(Long.MAX_VALUE / 1_000_000),
                DeadLetter.State.RETRACTED);
        DeadLetter bare = new DeadLetter(
                1,
                FEED,
                new EventId(0, Hash.ZERO, 0),
                Optional.empty(),
                0,
                false,
                Json.NULL,
                List.of(),
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                DeadLetter.State.DEAD);
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(full).put(bare).build());
        }
        reopen();

        try (FeedLease next = store.acquire(FEED)) {
            assertEquals(survivesReopening() ? List.of(bare, full) : List.of(), next.letters(0, 10));
            assertEquals(survivesReopening() ? Optional.of(full) : Optional.empty(), next.letter(full.id()));
        }
    }

    @Test
    void letters_arePagedInTheOrderOfIds() {
        try (FeedLease lease = store.acquire(FEED)) {
            FeedChange.Builder change = start();
            LongStream.of(9, 3, 1_000_000, 5, 7).forEach(id -> change.put(letter(id, DeadLetter.State.DEAD)));
            lease.apply(change.build());

            assertEquals(List.of(3L, 5L), ids(lease.letters(0, 2)));
            assertEquals(List.of(7L, 9L), ids(lease.letters(5, 2)));
            assertEquals(List.of(1_000_000L), ids(lease.letters(9, 2)));
            assertEquals(List.of(), ids(lease.letters(1_000_000, 2)));
        }
    }

    @Test
    void apply_ofALetterWithTheSameId_replacesIt() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(letter(1, DeadLetter.State.RETRACTED)).build());
            DeadLetter again = letter(1, DeadLetter.State.DEAD);
            lease.apply(FeedChange.builder().put(again).build());

            assertEquals(List.of(again), lease.letters(0, 10));
        }
    }

    @Test
    void apply_changingStates_touchesWhatIsThereAndNotRetracted() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(letter(1, DeadLetter.State.DEAD))
                    .put(letter(2, DeadLetter.State.REQUEUED))
                    .put(letter(3, DeadLetter.State.RETRACTED))
                    .build());
            lease.apply(FeedChange.builder()
                    .letterState(1, DeadLetter.State.REQUEUED)
                    .letterState(2, DeadLetter.State.RETRACTED)
                    .letterState(3, DeadLetter.State.REQUEUED)
                    .letterState(4, DeadLetter.State.REQUEUED)
                    .build());

            assertEquals(
                    List.of(
                            letter(1, DeadLetter.State.REQUEUED),
                            letter(2, DeadLetter.State.RETRACTED),
                            letter(3, DeadLetter.State.RETRACTED)),
                    lease.letters(0, 10));
            assertEquals(List.of(1L), lease.checkpoint().orElseThrow().requeued());
        }
    }

    @Test
    void apply_droppingLetters_comesLast() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(letter(1, DeadLetter.State.REQUEUED))
                    .put(letter(2, DeadLetter.State.REQUEUED))
                    .build());
            lease.apply(FeedChange.builder()
                    .dropLetter(1)
                    .dropLetter(3)
                    .put(letter(3, DeadLetter.State.DEAD))
                    .dropLetter(4)
                    .build());

            assertEquals(List.of(2L), ids(lease.letters(0, 10)));
            assertEquals(Optional.empty(), lease.letter(1));
        }
    }

    @Test
    void apply_forgettingBlocks_keepsTheirLetters() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(entry(1, 7, 0).as(State.DEAD))
                    .put(letter(1, DeadLetter.State.DEAD))
                    .build());
            lease.apply(FeedChange.builder()
                    .forgetBelow(8, List.of())
                    .forgetPathFrom(1)
                    .build());

            assertEquals(List.of(1L), ids(lease.letters(0, 10)));
            assertEquals(List.of(), window(lease));
        }
    }

    @Test
    void apply_ofAnotherIdentity_deletesTheLettersButKeepsWhatItBrings() {
        try (FeedLease lease = store.acquire(FEED)) {
            lease.apply(start().put(letter(1, DeadLetter.State.DEAD)).build());
            lease.apply(start().put(letter(2, DeadLetter.State.DEAD)).build());

            assertEquals(List.of(2L), ids(lease.letters(0, 10)));
        }
    }

    @Test
    void letters_ofOtherFeeds_areNotSeen() {
        try (FeedLease lease = store.acquire(FEED);
                FeedLease other = store.acquire("other")) {
            lease.apply(start().put(letter(1, DeadLetter.State.REQUEUED)).build());
            other.apply(start().dropLetter(1)
                    .letterState(1, DeadLetter.State.RETRACTED)
                    .build());

            assertEquals(List.of(), other.letters(0, 10));
            assertEquals(List.of(), other.checkpoint().orElseThrow().requeued());
            assertEquals(List.of(letter(1, DeadLetter.State.REQUEUED)), lease.letters(0, 10));
        }
    }

    @Test
    void letters_ofAClosedLease_areNotRead() {
        FeedLease lease = store.acquire(FEED);
        lease.close();

        assertFenced(lease, () -> lease.letters(0, 1));
        assertFenced(lease, () -> lease.letter(1));
    }

    @Test
    void feeds_areListedByName() {
        assertEquals(List.of(), store.feeds());
        List<String> names = List.of(".a.", "B", "Usdc-Transfers", "b", "x".repeat(128), "z_1");
        for (String name : names) {
            store.acquire(name).close();
        }

        assertEquals(names.stream().sorted().toList(), store.feeds());
        store.close();
        assertThrows(IllegalStateException.class, () -> store.feeds());
    }

    private static DeadLetter letter(long id, DeadLetter.State state) {
        return Letters.letter(FEED, id, state);
    }

    private static List<Long> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }

    private void reopen() {
        store.close();
        store = open(directory);
    }

    private static void assertFenced(FeedLease lease, Runnable use) {
        FencedException fenced = assertThrows(FencedException.class, use::run);
        assertEquals(FEED, fenced.feed());
        assertEquals(lease.epoch(), fenced.epoch());
    }

    private static List<BlockMark> path(FeedLease lease) {
        return lease.checkpoint().orElseThrow().path();
    }

    private static List<WindowEntry> window(FeedLease lease) {
        return lease.checkpoint().orElseThrow().window();
    }

    private static FeedChange.Builder start() {
        return FeedChange.builder().identity(IDENTITY);
    }

    private static FeedChange passed(long block) {
        return FeedChange.builder().passed(mark(block)).build();
    }

    private static BlockMark mark(long block) {
        return new BlockMark(block, hash(block));
    }

    private static WindowEntry entry(long sequence, long block, int index) {
        byte[] payload = new byte[20];
        Arrays.fill(payload, (byte) sequence);
        return new WindowEntry(sequence, position(block, index), 0, State.DISPATCHED, Bytes.of(payload));
    }

    private static Position position(long block, int index) {
        return new Position(block, hash(block), index);
    }

    private static Hash hash(long seed) {
        return new Hash(seed, seed + 1, seed + 2, seed + 3);
    }
}

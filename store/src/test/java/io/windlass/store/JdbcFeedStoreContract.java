package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.windlass.ChainEvent;
import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.FencedException;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.store.CutDataSource.Cut;
import io.windlass.testkit.contract.FeedStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link JdbcFeedStore} does on every database that it knows. */
abstract class JdbcFeedStoreContract extends FeedStoreContract {
    private static final String FEED = Script.FEED;
    private static final Duration LONG_LEASE = Duration.ofHours(1);
    private static final Duration SHORT_LEASE = Duration.ofSeconds(1);

    private DataSource database;

    /** The database that belongs to a directory; an empty one to an empty directory. */
    abstract DataSource database(Path directory) throws SQLException;

    @Override
    protected final FeedStore open(Path directory) {
        try {
            return JdbcFeedStore.of(database(directory), LONG_LEASE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void openDatabase(@TempDir Path directory) throws SQLException {
        database = database(directory);
    }

    // ---- leases

    @Test
    void acquire_throughTheSameStore_isRefusedAtOnce() {
        try (FeedStore store = JdbcFeedStore.of(database, LONG_LEASE)) {
            store.acquire(FEED);

            assertThat(catchThrowableOfType(FeedStoreException.class, () -> store.acquire(FEED)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE))
                    .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void acquire_whileItsOwnerIsAlive_isRefusedWithItsName() {
        // long enough that a busy machine does not keep the owner from renewing it
        Duration lease = Duration.ofSeconds(6);
        try (FeedStore store = JdbcFeedStore.of(database, lease);
                FeedStore other = JdbcFeedStore.of(database, lease)) {
            FeedLease owner = store.acquire(FEED);

            assertThat(catchThrowableOfType(FeedStoreException.class, () -> other.acquire(FEED)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE))
                    .satisfies(e -> assertThat(e.feed()).isEqualTo(FEED))
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("renewed");
            owner.apply(Script.change(1));
        }
    }

    @Test
    void acquire_onceTheLeaseRanOut_goesOnAndFencesTheSleeper() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedStore other = JdbcFeedStore.of(database, LONG_LEASE)) {
            FeedLease sleeper = store.acquire(FEED);
            sleeper.apply(Script.change(1));
            letLeasesRunOut();

            try (FeedLease next = other.acquire(FEED)) {
                assertThat(next.epoch()).isEqualTo(2);
                assertThat(next.checkpoint()).isEqualTo(Script.after(1));
                assertThatExceptionOfType(FencedException.class).isThrownBy(() -> sleeper.apply(Script.change(2)));
                assertThatExceptionOfType(FencedException.class).isThrownBy(sleeper::checkpoint);

                sleeper.close();
                next.apply(Script.change(2));
                assertThat(next.checkpoint()).isEqualTo(Script.after(2));
            }
        }
    }

    @Test
    void acquire_ofALeaseThatNobodyRenews_waitsUntilItRunsOut() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, SHORT_LEASE)) {
            store.acquire("other").close();
            execute("INSERT INTO windlass_feed (name, epoch, acked_through, owner, expires) VALUES ('" + FEED
                    + "', 4, 0, 'process 1 on a host that is gone', CURRENT_TIMESTAMP + INTERVAL '1' SECOND)");

            try (FeedLease lease = store.acquire(FEED)) {
                assertThat(lease.epoch()).isEqualTo(5);
            }
        }
    }

    @Test
    void close_whileAnotherThreadWaitsForALease_endsItsWait() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        FeedStore other = JdbcFeedStore.of(database, LONG_LEASE);
        try (FeedStore store = JdbcFeedStore.of(database, LONG_LEASE)) {
            store.acquire(FEED);
            CountDownLatch waiting = new CountDownLatch(1);
            Future<?> attempt = thread.submit(() -> {
                waiting.countDown();
                return other.acquire(FEED);
            });
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            other.close();

            assertThat(attempt)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessageContaining("closed");
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void lease_isRenewedByTheDatabasesClockWhileItsStoreIsOpen() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, SHORT_LEASE);
                FeedLease lease = store.acquire(FEED)) {
            OffsetDateTime first = expires();

            await().atMost(Duration.ofSeconds(30)).until(() -> expires().isAfter(first.plusSeconds(1)));
            lease.apply(Script.change(1));
        }
    }

    @Test
    void renewal_ofALeaseThatWasLost_leavesTheNewOwnersAlone() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, SHORT_LEASE)) {
            FeedLease lost = store.acquire(FEED);
            execute("UPDATE windlass_feed SET epoch = 9, owner = 'another',"
                    + " expires = CURRENT_TIMESTAMP + INTERVAL '1000' SECOND");
            OffsetDateTime others = expires();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatExceptionOfType(FencedException.class)
                            .isThrownBy(() -> lost.apply(Script.change(1))));
            lost.close();
            assertThat(expires()).isEqualTo(others);
        }
    }

    @Test
    void renewal_ofALeaseWhoseRowIsHeld_doesNotKeepTheOthersFromTheirs() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, SHORT_LEASE);
                Connection stranger = database.getConnection();
                Statement statement = stranger.createStatement()) {
            store.acquire("a"); // each before and after one whose row is held
            store.acquire("b");
            store.acquire("c");
            stranger.setAutoCommit(false);
            statement.executeUpdate("UPDATE windlass_feed SET epoch = epoch WHERE name = 'b'");
            List<OffsetDateTime> first = List.of(expires("a"), expires("c"));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> expires("a").isAfter(first.get(0).plusSeconds(1))
                            && expires("c").isAfter(first.get(1).plusSeconds(1)));
            stranger.rollback();
            stranger.setAutoCommit(true);
        }
    }

    // ---- commits whose outcome nobody told

    @Test
    void apply_whenTheConnectionBreaksAtTheCommit_isThereOnceInTheEnd() {
        CutDataSource cut = new CutDataSource(database);
        try (FeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                FeedLease lease = store.acquire(FEED)) {
            for (int n = 1; n <= 60; n++) {
                cut.cut(Cut.values()[n % 3]);
                lease.apply(Script.change(n));
                assertThat(lease.checkpoint().equals(Script.after(n)))
                        .as("what is kept after change %s", n)
                        .isTrue();
                assertThat(lease.letters(0, 1_000)).isEqualTo(Script.lettersAfter(n));
            }
        }

        assertThat(cut.cuts()).isEqualTo(40);
    }

    @Test
    void acquireAndClose_whenTheConnectionBreaksAtTheCommit_workAllTheSame() {
        for (Cut where : List.of(Cut.BEFORE_THE_COMMIT, Cut.AFTER_THE_COMMIT)) {
            CutDataSource cut = new CutDataSource(database);
            try (FeedStore store = JdbcFeedStore.of(cut, LONG_LEASE)) {
                store.acquire(FEED).close();

                cut.cut(where);
                FeedLease lease = store.acquire(FEED);
                lease.apply(Script.change(1));
                assertThat(lease.checkpoint()).isEqualTo(Script.after(1));

                cut.cut(where);
                lease.close();
                store.acquire(FEED).close();
            }
        }
    }

    // ---- effects in the transaction that acknowledges

    private static FeedLease begun(FeedStore store) {
        FeedLease lease = store.acquire(FEED);
        lease.apply(Script.change(1));
        return lease;
    }

    private AcknowledgingHandler<Long> counting(JdbcFeedStore store) throws SQLException {
        execute("CREATE TABLE effects (event BIGINT NOT NULL)");
        return (AcknowledgingHandler<Long>) store.<Long>inTransaction((event, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO effects (event) VALUES (" + event.value() + ")");
            }
        });
    }

    private List<Long> effects() throws SQLException {
        List<Long> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT event FROM effects ORDER BY event")) {
            while (row.next()) {
                found.add(row.getLong(1));
            }
        }
        return found;
    }

    private static void handle(AcknowledgingHandler<Long> handler, FeedLease lease, long number) throws Exception {
        TestEvent event = new TestEvent(number);
        handler.onEvent(event, lease, event);
    }

    @Test
    void inTransaction_commitsEffectAndAcknowledgementTogether() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingHandler<Long> handler = counting(store);
            handle(handler, lease, 7);

            assertThat(effects()).containsExactly(7L);
            assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough()).isEqualTo(7);
            assertThat(lease.checkpoint().orElseThrow().acknowledged()).isEqualTo(new TestEvent(7).position());
        }
    }

    @Test
    void inTransaction_whenTheHandlerThrows_undoesItsEffectAndThrowsTheSame() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            counting(store);
            for (Throwable thrown :
                    List.of(new IOException("no"), new IllegalStateException("no"), new AssertionError())) {
                AcknowledgingHandler<Long> handler =
                        (AcknowledgingHandler<Long>) store.<Long>inTransaction((event, connection) -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.executeUpdate("INSERT INTO effects (event) VALUES (1)");
                            }
                            if (thrown instanceof Error error) {
                                throw error;
                            }
                            throw (Exception) thrown;
                        });

                assertThat(catchThrowable(() -> handle(handler, lease, 7))).isSameAs(thrown);
            }
            assertThat(effects()).isEmpty();
            assertThat(lease.checkpoint()).isEqualTo(Script.after(1));
        }
    }

    @Test
    void inTransaction_whenTheConnectionBreaksAtTheCommit_hasTheEffectOfEachEventOnce() throws Exception {
        CutDataSource cut = new CutDataSource(database);
        int failed = 0;
        try (JdbcFeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingHandler<Long> handler = counting(store);
            for (long n = 1; n <= 90; n++) {
                cut.cut(Cut.values()[(int) (n % 3)]);
                for (boolean done = false; !done; ) {
                    try {
                        handle(handler, lease, n);
                        done = true;
                    } catch (SQLException e) {
                        failed++;
                    }
                }
                assertThat(effects()).hasSize((int) n);
                assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough())
                        .isEqualTo(n);
            }
        }

        assertThat(cut.cuts()).isEqualTo(60);
        assertThat(failed).as("what was not committed is told, what was is not").isEqualTo(30);
    }

    @Test
    void inTransaction_whenNobodyCanTellWhatBecameOfTheCommit_endsTheFeedAndAsksBeforeItTriesAgain() throws Exception {
        for (Cut where : List.of(Cut.BEFORE_THE_COMMIT, Cut.AFTER_THE_COMMIT)) {
            CutDataSource cut = new CutDataSource(database);
            List<Long> calls = new ArrayList<>();
            try (JdbcFeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                    FeedLease lease = begun(store)) {
                AcknowledgingHandler<Long> handler = (AcknowledgingHandler<Long>)
                        store.<Long>inTransaction((event, connection) -> calls.add(event.value()));
                long next = lease.checkpoint().orElseThrow().acknowledgedThrough() + 1;
                cut.cut(where);
                cut.refuseAfterTheCut(4); // the question and once more; the next attempt's, too
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThat(catchThrowableOfType(FeedStoreException.class, () -> handle(handler, lease, next)))
                            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                            .satisfies(e -> assertThat(e.feed()).isEqualTo(FEED))
                            .hasMessageContaining("what became of it")
                            .hasMessageContaining("08001");
                }
                assertThat(calls).containsExactly(next);

                handle(handler, lease, next);
                assertThat(calls).hasSize(where == Cut.AFTER_THE_COMMIT ? 1 : 2);
                assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough())
                        .isEqualTo(next);
            }
        }
    }

    @Test
    void inTransaction_whenADeadlineInterruptsTheQuestionWhatBecameOfTheCommit_isAskedAgain() throws Exception {
        CutDataSource cut = new CutDataSource(database);
        try (JdbcFeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingHandler<Long> handler = counting(store);
            cut.cut(Cut.AFTER_THE_COMMIT);
            cut.interruptAfterTheCut(3);

            handle(handler, lease, 7);

            assertThat(Thread.interrupted()).as("the interrupt is not lost").isTrue();
            assertThat(effects()).containsExactly(7L);
            assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough()).isEqualTo(7);
        }
    }

    @Test
    void inTransaction_whenTheConnectionBreaksOnceAllIsCommitted_isNoFailure() throws Exception {
        CutDataSource cut = new CutDataSource(database);
        try (JdbcFeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingHandler<Long> handler = counting(store);
            cut.cut(Cut.WHEN_GIVEN_BACK);
            handle(handler, lease, 7);

            assertThat(cut.cuts()).isEqualTo(1);
            assertThat(effects()).containsExactly(7L);
        }
    }

    @Test
    void inTransaction_ofAnEventThatAnEarlierAttemptAcknowledged_doesNothing() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingHandler<Long> handler = counting(store);
            execute("ALTER TABLE effects ADD CONSTRAINT once UNIQUE (event)");
            handle(handler, lease, 7);
            handle(handler, lease, 7);

            assertThat(effects()).containsExactly(7L);
        }
    }

    // ---- batches

    private AcknowledgingBatchHandler<Long> countingBatches(JdbcFeedStore store) throws SQLException {
        execute("CREATE TABLE effects (event BIGINT NOT NULL)");
        return (AcknowledgingBatchHandler<Long>) store.<Long>batchInTransaction((events, connection) -> {
            try (Statement statement = connection.createStatement()) {
                for (ChainEvent<Long> event : events) {
                    statement.executeUpdate("INSERT INTO effects (event) VALUES (" + event.value() + ")");
                    if (event.value() < 0) {
                        throw new IOException("no");
                    }
                }
            }
        });
    }

    /** The acknowledgement is that of the last. */
    private static void handleAll(AcknowledgingBatchHandler<Long> handler, FeedLease lease, long... numbers)
            throws Exception {
        List<ChainEvent<Long>> events = new ArrayList<>();
        for (long number : numbers) {
            events.add(new TestEvent(number));
        }
        handler.onBatch(events, lease, new TestEvent(numbers[numbers.length - 1]));
    }

    @Test
    void batchInTransaction_commitsAllEffectsWithOneAcknowledgementOrNone() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingBatchHandler<Long> handler = countingBatches(store);
            handleAll(handler, lease, 2, 3, 4);
            assertThat(catchThrowable(() -> handleAll(handler, lease, 5, -6, 7)))
                    .isInstanceOf(IOException.class);

            assertThat(effects()).containsExactly(2L, 3L, 4L);
            assertThat(lease.checkpoint().orElseThrow().acknowledgedThrough()).isEqualTo(4);
            assertThat(lease.checkpoint().orElseThrow().acknowledged()).isEqualTo(new TestEvent(4).position());
        }
    }

    @Test
    void batchInTransaction_ofPartsThatAnEarlierAttemptAcknowledgedAsAWhole_doesNothing() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingBatchHandler<Long> handler = countingBatches(store);
            handleAll(handler, lease, 2, 3, 4, 5);
            handleAll(handler, lease, 2, 3);
            handleAll(handler, lease, 4, 5);

            assertThat(effects()).containsExactly(2L, 3L, 4L, 5L);
        }
    }

    @Test
    void batchInTransaction_whenTheConnectionBreaksAtTheCommit_hasEachEffectOnce() throws Exception {
        CutDataSource cut = new CutDataSource(database);
        try (JdbcFeedStore store = JdbcFeedStore.of(cut, LONG_LEASE);
                FeedLease lease = begun(store)) {
            AcknowledgingBatchHandler<Long> handler = countingBatches(store);
            for (Cut where : List.of(Cut.BEFORE_THE_COMMIT, Cut.AFTER_THE_COMMIT, Cut.WHEN_GIVEN_BACK)) {
                long first = lease.checkpoint().orElseThrow().acknowledgedThrough() + 1;
                cut.cut(where);
                Throwable failure = catchThrowable(() -> handleAll(handler, lease, first, first + 1));
                if (where == Cut.BEFORE_THE_COMMIT) {
                    assertThat(failure).isInstanceOf(SQLException.class);
                    handleAll(handler, lease, first);
                    handleAll(handler, lease, first + 1);
                } else {
                    assertThat(failure).isNull();
                }
            }

            assertThat(effects()).doesNotHaveDuplicates().hasSize(6);
        }
    }

    @Test
    void inTransaction_onceTheFeedIsAnothers_isFencedAndUndone() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                JdbcFeedStore other = JdbcFeedStore.of(database, LONG_LEASE)) {
            FeedLease sleeper = begun(store);
            AcknowledgingHandler<Long> handler = counting(store);
            letLeasesRunOut();
            try (FeedLease next = other.acquire(FEED)) {
                assertThatExceptionOfType(FencedException.class).isThrownBy(() -> handle(handler, sleeper, 7));
                assertThat(effects()).isEmpty();
                assertThat(next.checkpoint()).isEqualTo(Script.after(1));
            }
        }
    }

    @Test
    void inTransaction_forASubscriptionInAnotherStore_saysWhichStoreToGive() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                JdbcFeedStore other = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(other)) {
            AcknowledgingHandler<Long> handler = counting(store);

            assertThatExceptionOfType(FeedStoreException.class)
                    .isThrownBy(() -> handle(handler, lease, 7))
                    .withMessageContaining("ManagerConfig.feedStore");
        }
    }

    @Test
    void inTransaction_theConnection_leavesTheTransactionAlone() throws Exception {
        try (JdbcFeedStore store = JdbcFeedStore.of(database, LONG_LEASE);
                FeedLease lease = begun(store)) {
            List<Throwable> refused = new ArrayList<>();
            AcknowledgingHandler<Long> handler =
                    (AcknowledgingHandler<Long>) store.<Long>inTransaction((event, connection) -> {
                        refused.add(catchThrowable(connection::commit));
                        refused.add(catchThrowable(connection::rollback));
                        refused.add(catchThrowable(connection::close));
                        refused.add(catchThrowable(() -> connection.setAutoCommit(true)));
                        connection.rollback(connection.setSavepoint());
                    });
            handle(handler, lease, 7);

            assertThat(refused)
                    .hasSize(4)
                    .allSatisfy(e ->
                            assertThat(e).isInstanceOf(SQLException.class).hasMessageContaining("not for the handler"));
        }
    }

    // ---- what can be wrong

    @Test
    void of_aNewerFormat_saysWhichVersionToRun() throws SQLException {
        JdbcFeedStore.of(database).close();
        execute("UPDATE windlass_format SET version = 3");

        assertThat(catchThrowableOfType(FeedStoreException.class, () -> JdbcFeedStore.of(database)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                .hasMessageContaining("newer version")
                .hasMessageContaining("format 3");
    }

    @Test
    void of_anOlderFormat_upgradesItAndKeepsAllThatItHolds() throws Exception {
        try (FeedStore store = JdbcFeedStore.of(database);
                FeedLease lease = store.acquire(FEED)) {
            lease.apply(Script.change(1));
            lease.apply(Script.change(2));
        }
        execute("DROP TABLE windlass_letter");
        execute("UPDATE windlass_format SET version = 1");

        openFromManyThreads(8);
        try (FeedStore store = JdbcFeedStore.of(database);
                FeedLease lease = store.acquire(FEED)) {
            assertThat(lease.checkpoint()).isEqualTo(Script.after(2));
            lease.apply(Script.change(3));
            assertThat(lease.letters(0, 10)).isEqualTo(Script.lettersAfter(3)).hasSize(1);
        }
    }

    @Test
    void of_fromManyThreadsAtOnce_createsTheTablesOnce() throws Exception {
        openFromManyThreads(8);

        try (FeedStore store = JdbcFeedStore.of(database);
                FeedLease lease = store.acquire(FEED)) {
            assertThat(lease.epoch()).isEqualTo(1);
        }
    }

    private void openFromManyThreads(int stores) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(stores);
        try {
            Callable<FeedStore> open = () -> JdbcFeedStore.of(database);
            for (Future<FeedStore> opened : threads.invokeAll(Collections.nCopies(stores, open))) {
                opened.get(60, TimeUnit.SECONDS).close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void of_aLeaseOutOfItsRange_isRefused() {
        for (Duration lease : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofHours(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JdbcFeedStore.of(database, lease))
                    .withMessageContaining(lease.toString());
        }
    }

    @Test
    void checkpoint_withAHashThatIsNone_saysThatItCannotBeRight() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database);
                FeedLease lease = store.acquire(FEED)) {
            lease.apply(Script.change(1));
            execute("UPDATE windlass_feed SET genesis_hash = acked_hash, acked_hash = NULL");

            assertThat(catchThrowableOfType(FeedStoreException.class, lease::checkpoint))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                    .hasMessageContaining("0 bytes, not 32");
        }
    }

    @Test
    void apply_whenTheTablesAreGone_saysThatTheDatabaseFailed() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database);
                FeedLease lease = store.acquire(FEED)) {
            execute("DROP TABLE windlass_mark");

            assertThat(catchThrowableOfType(FeedStoreException.class, () -> lease.apply(Script.change(1))))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .satisfies(e -> assertThat(e.feed()).isEqualTo(FEED))
                    .hasMessageContaining("42")
                    .hasCauseInstanceOf(SQLException.class);
        }
    }

    @Test
    void apply_whileAStrangerHoldsTheRow_givesUpAndCanBeRepeated() throws SQLException {
        try (FeedStore store = JdbcFeedStore.of(database, SHORT_LEASE);
                FeedLease lease = store.acquire(FEED)) {
            try (Connection stranger = database.getConnection();
                    Statement statement = stranger.createStatement()) {
                stranger.setAutoCommit(false);
                statement.executeUpdate("UPDATE windlass_feed SET epoch = epoch");

                assertThat(catchThrowableOfType(FeedStoreException.class, () -> lease.apply(Script.change(1))))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
                stranger.rollback();
                stranger.setAutoCommit(true);
            }

            lease.apply(Script.change(1));
            assertThat(lease.checkpoint()).isEqualTo(Script.after(1));
        }
    }

    private void letLeasesRunOut() throws SQLException {
        execute("UPDATE windlass_feed SET expires = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    }

    private OffsetDateTime expires() throws SQLException {
        return expires(FEED);
    }

    private OffsetDateTime expires(String feed) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT expires FROM windlass_feed WHERE name = '" + feed + "'")) {
            assertThat(row.next()).isTrue();
            return row.getObject(1, OffsetDateTime.class);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

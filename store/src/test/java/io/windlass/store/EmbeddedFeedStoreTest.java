package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.testkit.contract.FeedStoreContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFeedStoreTest extends FeedStoreContract {
    private static final String FEED = Script.FEED;

    @TempDir
    private Path state;

    @Override
    protected FeedStore open(Path directory) {
        return new EmbeddedFeedStoreProvider().open(directory);
    }

    private Path database() {
        return state.resolve("feed-transfers.db");
    }

    // ---- owners

    @Test
    void acquire_whileOwnedByThisProcess_isRefusedWithItsPid() {
        try (FeedStore store = open(state);
                FeedStore other = open(state)) {
            FeedLease owner = store.acquire(FEED);

            for (FeedStore again : new FeedStore[] {store, other}) {
                FeedStoreException refused = catchThrowableOfType(FeedStoreException.class, () -> again.acquire(FEED));
                assertThat(refused.kind()).isEqualTo(Kind.IN_USE);
                assertThat(refused.feed()).isEqualTo(FEED);
                assertThat(refused)
                        .hasMessageContaining(
                                String.valueOf(ProcessHandle.current().pid()))
                        .hasMessageContaining("feed-transfers.lock");
            }

            owner.apply(Script.change(1));
            owner.close();
            try (FeedLease next = other.acquire(FEED)) {
                assertThat(next.checkpoint()).isEqualTo(Script.after(1));
            }
        }
    }

    @Test
    void acquire_whileOwnedByAnotherProcess_isRefusedWithItsPidUntilItIsKilled() throws Exception {
        try (Child child = Child.start(HoldingChild.class, state.toString(), FEED);
                FeedStore store = open(state)) {
            assertThat(child.line()).isEqualTo("acquired");

            for (int attempt = 0; attempt < 2; attempt++) {
                FeedStoreException refused = catchThrowableOfType(FeedStoreException.class, () -> store.acquire(FEED));
                assertThat(refused.kind()).isEqualTo(Kind.IN_USE);
                assertThat(refused).hasMessageContaining("process " + child.pid());
            }

            child.kill();
            try (FeedLease next = store.acquire(FEED)) {
                assertThat(next.epoch()).isEqualTo(2);
            }
        }
    }

    @Test
    void acquire_whileAnotherProgramHasTheDatabaseOpen_isRefused() throws SQLException {
        write(1);
        try (FeedStore store = open(state);
                Connection other = connect()) {
            other.setAutoCommit(false);
            execute(other, "UPDATE windlass_feed SET epoch = epoch");

            assertThat(catchThrowableOfType(FeedStoreException.class, () -> store.acquire(FEED)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE))
                    .hasMessageContaining("another program");
        }
    }

    // ---- what is kept

    @Test
    void open_inADirectoryWithAnOddName_worksAndCreatesIt() {
        state = state.resolve("a b?c%41=&#ä'").resolve("deeper");
        write(3);

        assertThat(Files.exists(database())).isTrue();
        assertThat(read()).isEqualTo(Script.after(3));
    }

    @Test
    void open_byTheOtherProvider_goesOnWithTheSameFeeds() {
        write(3);

        try (FeedStore store = new SyncedFeedStoreProvider().open(state);
                FeedLease lease = store.acquire(FEED)) {
            assertThat(lease.checkpoint()).isEqualTo(Script.after(3));
        }
    }

    @Test
    void apply_withoutClosing_isInTheFilesAtOnce(@TempDir Path copy) throws IOException {
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            for (int n = 1; n <= 20; n++) {
                lease.apply(Script.change(n));
            }
            for (String name : new String[] {"feed-transfers.db", "feed-transfers.db-wal"}) {
                Files.copy(state.resolve(name), copy.resolve(name));
            }
        }

        state = copy;
        assertThat(read()).isEqualTo(Script.after(20));
    }

    @Test
    void open_afterTheEndOfTheLogWasTornOff_holdsTheWholeChangesBefore(@TempDir Path copy) throws IOException {
        long whole;
        Path log = copy.resolve("feed-transfers.db-wal");
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            lease.apply(Script.change(1));
            lease.apply(Script.change(2));
            Files.copy(database(), copy.resolve("feed-transfers.db"));
            whole = Files.size(state.resolve("feed-transfers.db-wal"));
            lease.apply(Script.change(3));
            Files.copy(state.resolve("feed-transfers.db-wal"), log);
        }
        assertThat(Files.size(log)).isGreaterThan(whole);

        state = copy;
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(log) - 1);
        }
        assertThat(read()).isEqualTo(Script.after(2));
    }

    // ---- what can be wrong

    @Test
    void acquire_ofACorruptDatabase_saysSoAndChangesNothing() throws IOException {
        write(30);
        byte[] before = Files.readAllBytes(database());
        ByteBuffer rubbish = ByteBuffer.allocate(4096);
        try (FileChannel channel = FileChannel.open(database(), StandardOpenOption.WRITE)) {
            channel.write(rubbish, 4096);
        }
        byte[] damaged = Files.readAllBytes(database());
        assertThat(damaged).isNotEqualTo(before);

        assertUnreadable("corrupt", "backup");
        assertThat(Files.readAllBytes(database())).isEqualTo(damaged);
    }

    @Test
    void acquire_ofAFileThatIsNoDatabase_saysSo() throws IOException {
        Files.writeString(database(), "not a database, but long enough to have a header. ".repeat(100));

        assertUnreadable("corrupt");
    }

    @Test
    void acquire_ofSomebodyElsesDatabase_saysSo() throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, "CREATE TABLE songs (title TEXT)");
        }

        assertUnreadable("no database of Windlass");
    }

    @Test
    void acquire_ofANewerFormat_saysWhichVersionToRunAndChangesNothing() throws SQLException {
        write(3);
        try (Connection connection = connect()) {
            execute(connection, "PRAGMA user_version = 3");
        }

        assertUnreadable("newer version", "format 3", "up to 2");
        try (Connection connection = connect()) {
            execute(connection, "PRAGMA user_version = 2");
        }
        assertThat(read()).isEqualTo(Script.after(3));
    }

    @Test
    void acquire_ofAnOlderFormat_upgradesItAndKeepsAllThatItHolds() throws SQLException {
        write(2);
        Optional<Checkpoint> before = read();
        try (Connection connection = connect()) {
            execute(connection, "DROP TABLE windlass_letter");
            execute(connection, "PRAGMA user_version = 1");
        }

        assertThat(read()).isEqualTo(before);
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            lease.apply(Script.change(3));
            assertThat(lease.checkpoint()).isEqualTo(Script.after(3));
            assertThat(lease.letters(0, 10)).isEqualTo(Script.lettersAfter(3)).hasSize(1);
        }
    }

    @Test
    void letters_thatCannotBeRight_saySo() throws SQLException {
        write(3);
        try (Connection connection = connect()) {
            execute(connection, "UPDATE windlass_letter SET state = 9");
        }

        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            assertThat(catchThrowableOfType(FeedStoreException.class, () -> lease.letter(3)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                    .hasMessageContaining("unknown state 9");
        }
    }

    @Test
    void feeds_leavesOutOtherFiles() throws IOException {
        for (String name :
                new String[] {"feed-a b.db", "feed-+1.db", "feed-b+.db", "feed-b+2.db", "feed-c.lock", "d.db"}) {
            Files.createFile(state.resolve(name));
        }
        try (FeedStore store = open(state)) {
            store.acquire("Mine").close();

            assertThat(store.feeds()).containsExactly("Mine");
        }
    }

    @Test
    void acquire_ofARenamedFile_saysWhoseItIs() throws IOException {
        write(3);
        Files.move(database(), state.resolve("feed-other.db"));

        try (FeedStore store = open(state)) {
            assertThat(catchThrowableOfType(FeedStoreException.class, () -> store.acquire("other")))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                    .hasMessageContaining("'transfers'");
        }
    }

    @Test
    void checkpoint_withAHashThatIsNone_saysThatItCannotBeRight() throws SQLException {
        write(3);
        try (Connection connection = connect()) {
            execute(connection, "UPDATE windlass_mark SET hash = x'00'");
        }

        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            assertThat(catchThrowableOfType(FeedStoreException.class, lease::checkpoint))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
                    .hasMessageContaining("1 bytes, not 32");
        }
    }

    @Test
    void apply_onAFullDisk_saysSoAndKeepsWhatWasThere() {
        long applied = 0;
        FeedStoreException full = null;
        try (FeedStore store = EmbeddedFeedStore.open(state, Durability.PROCESS, 30);
                FeedLease lease = store.acquire(FEED)) {
            while (full == null) {
                try {
                    lease.apply(Script.change(applied + 1));
                    applied++;
                } catch (FeedStoreException e) {
                    full = e;
                }
            }
        }

        assertThat(full.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(full.feed()).isEqualTo(FEED);
        assertThat(full).hasMessageContaining("disk is full").hasMessageContaining("free some space");
        assertThat(applied).isPositive();
        assertThat(read()).isEqualTo(Script.after(applied));
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            lease.apply(Script.change(applied + 1));
            assertThat(lease.checkpoint()).isEqualTo(Script.after(applied + 1));
        }
    }

    @Test
    void open_whereAFileStands_saysToChooseADirectory() throws IOException {
        Path file = Files.writeString(state.resolve("file"), "", StandardCharsets.UTF_8);

        assertThatExceptionOfType(FeedStoreException.class)
                .isThrownBy(() -> open(file))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .withMessageContaining(file.toString())
                .withMessageContaining("choose another");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void open_inAReadOnlyDirectory_saysToMakeItWritable() throws IOException {
        Path readOnly = Files.createDirectory(
                state.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        boolean isRoot = Files.isWritable(readOnly);

        try (Child child = isRoot
                ? Child.startWithoutRootsRights(OpeningChild.class, readOnly.toString())
                : Child.start(OpeningChild.class, readOnly.toString())) {
            assertThat(child.line()).startsWith(Kind.UNAVAILABLE.name()).contains("read-only");
        }
    }

    @Test
    void acquire_whereTheLockCannotBeWritten_saysWhy() throws IOException {
        Files.createDirectory(state.resolve("feed-transfers.lock"));

        try (FeedStore store = open(state)) {
            assertThat(catchThrowableOfType(FeedStoreException.class, () -> store.acquire(FEED)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining("feed-transfers.lock is not writable");
        }
    }

    @Test
    void acquire_afterAFailedOne_findsTheFeedUnlocked() throws IOException {
        Files.writeString(database(), "x".repeat(5000));
        assertUnreadable("corrupt");
        Files.delete(database());

        write(1);
        assertThat(read()).isEqualTo(Script.after(1));
    }

    private void assertUnreadable(String... words) {
        try (FeedStore store = open(state)) {
            FeedStoreException e = catchThrowableOfType(FeedStoreException.class, () -> store.acquire(FEED));
            assertThat(e).isNotNull();
            assertThat(e.kind()).isEqualTo(Kind.UNREADABLE);
            assertThat(e.feed()).isEqualTo(FEED);
            assertThat(e.getMessage()).contains(database().toString()).contains(words);
        }
    }

    private void write(long changes) {
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            for (long n = 1; n <= changes; n++) {
                lease.apply(Script.change(n));
            }
        }
    }

    private Optional<Checkpoint> read() {
        try (FeedStore store = open(state);
                FeedLease lease = store.acquire(FEED)) {
            return lease.checkpoint();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

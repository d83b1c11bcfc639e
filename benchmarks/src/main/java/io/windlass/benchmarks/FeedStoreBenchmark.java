package io.windlass.benchmarks;

import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.WindowEntry;
import io.windlass.store.EmbeddedFeedStoreProvider;
import io.windlass.store.JdbcFeedStore;
import io.windlass.store.MemoryFeedStoreProvider;
import io.windlass.store.SyncedFeedStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Durable changes of a named feed a second, beside the database driven directly: blocks of ten logs, each with the
 * acknowledgement of the block before; and acknowledgements alone, one after the other.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar FeedStore</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class FeedStoreBenchmark {
    private static final int LOGS = 10;
    private static final byte[] PAYLOAD = new byte[700];
    private static final Bytes JSON = Bytes.of(PAYLOAD);
    private static final long WINDOW = 64;
    private static final long FINALITY = 16;

    /** A block after the other. */
    private static long forgetBelow(long block) {
        return block % FINALITY == 0 && block > WINDOW ? block - WINDOW : 0;
    }

    /** What both have: a directory and the number of the last block. */
    @State(Scope.Benchmark)
    public abstract static class Feed {
        Path directory;
        long block;

        @Setup
        public void open() throws IOException, SQLException {
            QuietLogs.apply();
            directory = Files.createTempDirectory("feed-store");
            start();
        }

        abstract void start() throws SQLException;

        abstract void stop() throws SQLException;

        @TearDown
        public void close() throws IOException, SQLException {
            stop();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Through a store as the engine uses it. */
    @State(Scope.Benchmark)
    public static class Windlass extends Feed {
        @Param({"memory", "embedded", "embedded-synced", "h2"})
        public String store;

        private FeedStore opened;
        private Runnable afterwards = () -> {};
        private FeedLease lease;

        @Override
        void start() {
            opened = switch (store) {
                case "memory" -> new MemoryFeedStoreProvider().open(directory);
                case "embedded" -> new EmbeddedFeedStoreProvider().open(directory);
                case "embedded-synced" -> new SyncedFeedStoreProvider().open(directory);
                default -> {
                    JdbcConnectionPool pool = DirectH2.pool(directory);
                    afterwards = pool::dispose;
                    yield JdbcFeedStore.of(pool);
                }
            };
            lease = opened.acquire("feed");
            lease.apply(FeedChange.builder()
                    .identity(new FeedIdentity(1, Hash.ZERO, "logs", 1))
                    .build());
        }

        @Override
        void stop() {
            opened.close();
            afterwards.run();
        }
    }

    /** Through JDBC alone. */
    @State(Scope.Benchmark)
    public static class Sqlite extends Feed {
        @Param({"NORMAL", "FULL"})
        public String synchronous;

        private DirectSqlite database;

        @Override
        void start() throws SQLException {
            database = new DirectSqlite(directory.resolve("feed.db"), synchronous);
        }

        @Override
        void stop() throws SQLException {
            database.close();
        }
    }

    /** Through JDBC alone. */
    @State(Scope.Benchmark)
    public static class H2 extends Feed {
        private DirectH2 database;

        @Override
        void start() throws SQLException {
            database = new DirectH2(directory);
        }

        @Override
        void stop() throws SQLException {
            database.close();
        }
    }

    @Benchmark
    public void windlass(Windlass feed) {
        long block = ++feed.block;
        Hash hash = new Hash(block, 0, 0, 0);
        FeedChange.Builder change = FeedChange.builder()
                .passed(new BlockMark(block, hash))
                .acknowledged((block - 1) * LOGS, Optional.of(Position.end(block - 1, new Hash(block - 1, 0, 0, 0))));
        long forgetBelow = forgetBelow(block);
        if (forgetBelow > 0) {
            change.forgetBelow(forgetBelow, List.of());
        }
        for (int index = 0; index < LOGS; index++) {
            change.put(new WindowEntry(
                    (block - 1) * LOGS + index + 1,
                    new Position(block, hash, index),
                    0,
                    WindowEntry.State.DISPATCHED,
                    JSON));
        }
        feed.lease.apply(change.build());
    }

    @Benchmark
    public void sqlite(Sqlite feed) throws SQLException {
        long block = ++feed.block;
        feed.database.apply(block, LOGS, PAYLOAD, forgetBelow(block));
    }

    @Benchmark
    public void acknowledgement(Windlass feed) {
        long event = ++feed.block;
        Position position = new Position(event, new Hash(event, 0, 0, 0), 0);
        feed.lease.apply(
                FeedChange.builder().acknowledged(event, Optional.of(position)).build());
    }

    @Benchmark
    public void sqliteAcknowledgement(Sqlite feed) throws SQLException {
        feed.database.acknowledge(++feed.block);
    }

    @Benchmark
    public void h2Acknowledgement(H2 feed) throws SQLException {
        feed.database.acknowledge(++feed.block);
    }
}

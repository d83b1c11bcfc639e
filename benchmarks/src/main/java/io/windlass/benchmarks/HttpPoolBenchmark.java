package io.windlass.benchmarks;

import io.windlass.BlockchainConnectionManager;
import io.windlass.ConnectionConfig;
import io.windlass.Eth;
import io.windlass.HttpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many {@code eth_blockNumber} calls a second 1, 16 and 64 callers make through a pool, each waiting for its answer,
 * beside Methanol driven directly in its two fast ways: {@code send} on the caller's thread, and {@code sendAsync} with a
 * direct executor. All decode the number.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar HttpPool</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class HttpPoolBenchmark {
    /** A pool as a user gets it. */
    @State(Scope.Benchmark)
    public static class Pool extends ConfiguredPool {
        @Override
        ConnectionConfig.Builder configure(ConnectionConfig.Builder target) {
            return target;
        }
    }

    /** The same pool with calls gathered for a millisecond and sent as batches. */
    @State(Scope.Benchmark)
    public static class BatchingPool extends ConfiguredPool {
        @Override
        ConnectionConfig.Builder configure(ConnectionConfig.Builder target) {
            return target.batchWindow(Duration.ofMillis(1));
        }
    }

    /** The same pool with equal reads sharing a request. */
    @State(Scope.Benchmark)
    public static class CoalescingPool extends ConfiguredPool {
        @Override
        ConnectionConfig.Builder configure(ConnectionConfig.Builder target) {
            return target.coalescing(true);
        }
    }

    /** A pool and its node. */
    public abstract static class ConfiguredPool {
        private static final int SIZE = 16;

        private DevnetProcess node;
        private BlockchainConnectionManager manager;
        private HttpPool pool;

        abstract ConnectionConfig.Builder configure(ConnectionConfig.Builder target);

        @Setup
        public void open() throws IOException {
            node = DevnetProcess.start();
            manager = BlockchainConnectionManager.create();
            ConnectionConfig target =
                    configure(ConnectionConfig.builder(node.httpUrl())).build();
            pool = manager.connectHttpPool(target, SIZE).join();
        }

        @TearDown
        public void close() {
            manager.close();
            node.close();
        }

        final long blockNumber() {
            return pool.call(Eth.blockNumber()).join();
        }
    }

    /** The HTTP client without Windlass. */
    @State(Scope.Benchmark)
    public static class Direct {
        private DevnetProcess node;
        private DirectMethanol client;

        @Setup
        public void open() throws IOException {
            node = DevnetProcess.start();
            client = new DirectMethanol(node.httpUrl());
        }

        @TearDown
        public void close() {
            node.close();
        }
    }

    @Benchmark
    @Threads(1)
    public long windlass01(Pool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(16)
    public long windlass16(Pool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(64)
    public long windlass64(Pool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(16)
    public long windlassBatches16(BatchingPool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(64)
    public long windlassBatches64(BatchingPool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(16)
    public long windlassCoalescing16(CoalescingPool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(64)
    public long windlassCoalescing64(CoalescingPool state) {
        return state.blockNumber();
    }

    @Benchmark
    @Threads(1)
    public long methanolSend01(Direct state) throws IOException, InterruptedException {
        return state.client.send();
    }

    @Benchmark
    @Threads(16)
    public long methanolSend16(Direct state) throws IOException, InterruptedException {
        return state.client.send();
    }

    @Benchmark
    @Threads(64)
    public long methanolSend64(Direct state) throws IOException, InterruptedException {
        return state.client.send();
    }

    @Benchmark
    @Threads(1)
    public long methanolAsync01(Direct state) {
        return state.client.sendAsync().join();
    }

    @Benchmark
    @Threads(16)
    public long methanolAsync16(Direct state) {
        return state.client.sendAsync().join();
    }

    @Benchmark
    @Threads(64)
    public long methanolAsync64(Direct state) {
        return state.client.sendAsync().join();
    }
}

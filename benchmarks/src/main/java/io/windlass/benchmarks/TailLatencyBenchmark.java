package io.windlass.benchmarks;

import io.windlass.Balancing;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Eth;
import io.windlass.HedgePolicy;
import io.windlass.HttpPool;
import io.windlass.PoolConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long {@code eth_blockNumber} takes over a pool of three endpoints, one of which answers 30 ms late for a tenth of the
 * time: with and without a second call for those that are later than 95 % of the others. Look at p0.99 and p0.999.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar TailLatency</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 4)
@Fork(2)
@Threads(2)
public class TailLatencyBenchmark {
    private static final Duration HICCUP = Duration.ofMillis(30);

    @Param
    public Calls calls;

    @Param({"ROUND_ROBIN", "POWER_OF_TWO_CHOICES"})
    public Balancing balancing;

    private final List<DevnetProcess> nodes = new ArrayList<>();
    private BlockchainConnectionManager manager;
    private HttpPool pool;

    /** Whether late calls are made a second time. */
    public enum Calls {
        ONCE,
        HEDGED
    }

    @Setup
    public void open() throws IOException {
        nodes.add(DevnetProcess.start());
        nodes.add(DevnetProcess.start());
        nodes.add(DevnetProcess.withHiccups(HICCUP));
        PoolConfig.Builder config = PoolConfig.builder().balancing(balancing).size(12);
        nodes.forEach(node -> config.endpoint(node.httpUrl()));
        if (calls == Calls.HEDGED) {
            config.hedging(HedgePolicy.afterQuantile(0.95));
        }
        manager = BlockchainConnectionManager.create();
        pool = manager.connectHttpPool(config.build()).join();
    }

    @TearDown
    public void close() {
        manager.close();
        nodes.forEach(DevnetProcess::close);
        nodes.clear();
    }

    @Benchmark
    public long call() {
        return pool.call(Eth.blockNumber()).join();
    }
}

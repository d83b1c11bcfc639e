package io.windlass.benchmarks;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConnectionConfig;
import io.windlass.Feeds;
import io.windlass.ManagerConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes from the node cutting the socket to the first event in the handler: noticing, connecting, upgrading,
 * checking chain id and genesis, subscribing, delivering on another thread. Beside a bare Netty client that does the same.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar Reconnect</pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class ReconnectBenchmark {
    /** A subscription as a user makes it; only the reconnect budget is lifted, since the node is cut without a pause. */
    @State(Scope.Benchmark)
    public static class Windlass {
        private final Semaphore heads = new Semaphore(0);
        private HeadServer server;
        private BlockchainConnectionManager manager;

        @Setup
        public void open() throws InterruptedException {
            QuietLogs.apply();
            server = new HeadServer();
            manager = BlockchainConnectionManager.create(
                    ManagerConfig.builder().reconnectsPerSecond(1_000_000).build());
            BlockchainConnection node =
                    // links that live shorter than this count as failed attempts, and are paused after
                    manager.connectWebSocket(ConnectionConfig.builder(server.url())
                                    .retryDelay(Duration.ofNanos(1))
                                    .build())
                            .join();
            node.subscribe(Feeds.newHeads()).onEvent(head -> heads.release());
            heads.acquire();
        }

        @TearDown
        public void close() {
            manager.close();
            server.close();
        }
    }

    /** The same on Netty alone. */
    @State(Scope.Benchmark)
    public static class BareNetty {
        private final Semaphore heads = new Semaphore(0);
        private HeadServer server;
        private BareNettySubscriber client;

        @Setup
        public void open() throws InterruptedException {
            server = new HeadServer();
            client = new BareNettySubscriber(server.url(), "\"newHeads\"", heads::release);
            client.connect();
            heads.acquire();
        }

        @TearDown
        public void close() {
            client.close();
            server.close();
        }
    }

    @Benchmark
    public void windlass(Windlass state) throws InterruptedException {
        state.server.cut();
        state.heads.acquire();
    }

    @Benchmark
    public void bareNetty(BareNetty state) throws InterruptedException {
        state.server.cut();
        state.heads.acquire();
    }
}

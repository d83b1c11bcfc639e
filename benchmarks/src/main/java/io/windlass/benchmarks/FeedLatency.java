package io.windlass.benchmarks;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Feeds;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes from a block to the handler's first event of it, and how many calls a block costs: feeds of Windlass,
 * sealed and immediate, beside a bare {@code eth_subscribe} whose notifications are handed to another thread as they are. Prints
 * a line of JSON for each. The node is a devnet in the same JVM, so that both ends read one clock; one client at a time.
 *
 * <pre>java -cp 'benchmarks/target/windlass-benchmarks.jar:benchmarks/target/lib/*' \
 *     io.windlass.benchmarks.FeedLatency [blocks, 2000 if not given]</pre>
 */
public final class FeedLatency {
    private static final int LOGS_PER_BLOCK = 3;

    /** Long enough that each block finds all at rest. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final List<String> READS = List.of(
            "eth_blockNumber",
            "eth_chainId",
            "eth_getBlockByHash",
            "eth_getBlockByNumber",
            "eth_getBlockReceipts",
            "eth_getLogs");

    private FeedLatency() {}

    /** Begins a client that tells of each event; what it answers ends it. */
    private interface Client {
        Runnable begin(Devnet devnet, BlockchainConnection node, Runnable onEvent);
    }

    /** Runs all, one after the other. */
    public static void main(String[] args) throws Exception {
        int blocks = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        measure("raw heads", blocks, 1, (devnet, node, onEvent) -> raw(devnet, "\"newHeads\"", onEvent));
        measure(
                "heads",
                blocks,
                1,
                (devnet, node, onEvent) -> live(node.subscribe(Feeds.newHeads()).onEvent(event -> onEvent.run())));
        measure("raw logs", blocks, LOGS_PER_BLOCK, (devnet, node, onEvent) -> raw(devnet, "\"logs\",{}", onEvent));
        measure(
                "logs sealed",
                blocks,
                LOGS_PER_BLOCK,
                (devnet, node, onEvent) -> live(node.subscribe(Feeds.logs()).onEvent(event -> onEvent.run())));
        measure(
                "logs immediate",
                blocks,
                LOGS_PER_BLOCK,
                (devnet, node, onEvent) ->
                        live(node.subscribe(Feeds.logs()).immediate().onEvent(event -> onEvent.run())));
    }

    private static Runnable live(Subscription subscription) {
        subscription.live().join();
        return subscription::close;
    }

    private static Runnable raw(Devnet devnet, String feed, Runnable onEvent) {
        BareNettySubscriber client = new BareNettySubscriber(devnet.wsUrl(), feed, onEvent);
        int before = devnet.subscriptions();
        client.connect();
        while (devnet.subscriptions() == before) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return client::close;
    }

    private static void measure(String name, int blocks, int eventsPerBlock, Client client) throws Exception {
        try (Devnet devnet = Devnet.builder().logsPerBlock(LOGS_PER_BLOCK).start();
                BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
            BlockchainConnection node = manager.connectWebSocket(devnet.wsUrl()).join();
            Semaphore events = new Semaphore(0);
            Runnable end = client.begin(devnet, node, events::release);
            try {
                latencies(devnet, events, eventsPerBlock, blocks); // warms up
                long calls = calls(devnet);
                long[] nanos = latencies(devnet, events, eventsPerBlock, blocks);
                report(name, nanos, (double) (calls(devnet) - calls) / blocks);
            } finally {
                end.run();
            }
        }
    }

    private static long[] latencies(Devnet devnet, Semaphore events, int eventsPerBlock, int blocks) throws Exception {
        long[] nanos = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long start = System.nanoTime();
            devnet.mine(1);
            take(events, 1);
            nanos[i] = System.nanoTime() - start;
            take(events, eventsPerBlock - 1);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static void take(Semaphore events, int count) throws Exception {
        if (!events.tryAcquire(count, 30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("an event did not come within 30 s");
        }
    }

    private static long calls(Devnet devnet) {
        return READS.stream().mapToLong(devnet::requests).sum();
    }

    private static void report(String name, long[] sorted, double callsPerBlock) {
        System.out.printf(
                "{\"client\":\"%s\",\"blocks\":%d,\"medianMicros\":%d,\"p90Micros\":%d,\"p99Micros\":%d,"
                        + "\"callsPerBlock\":%.2f,\"java\":\"%s\"}%n",
                name,
                sorted.length,
                sorted[sorted.length / 2] / 1_000,
                sorted[sorted.length * 9 / 10] / 1_000,
                sorted[sorted.length * 99 / 100] / 1_000,
                callsPerBlock,
                System.getProperty("java.version"));
    }
}

package io.windlass.benchmarks;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Millions of logs through one feed in a small heap: history from the first block to the head, each log checked to be the next
 * one. Prints a line of JSON, and fails if one is missing. The node is a devnet in a JVM of its own, which holds all of them and
 * needs about 500 bytes for each.
 *
 * <pre>java -Xmx64m -cp 'benchmarks/target/windlass-benchmarks.jar:benchmarks/target/lib/*' \
 *     io.windlass.benchmarks.FeedVolume [ws|http] [logs, 10000000 if not given] [logs in a block, 500] [heap of the node, 8g]</pre>
 */
public final class FeedVolume {
    private FeedVolume() {}

    /** Runs once. */
    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("serve")) {
            serve(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            return;
        }
        String wire = args.length > 0 ? args[0] : "ws";
        long logs = args.length > 1 ? Long.parseLong(args[1]) : 10_000_000;
        int perBlock = args.length > 2 ? Integer.parseInt(args[2]) : 500;
        String nodesHeap = args.length > 3 ? args[3] : "8g";
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + nodesHeap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FeedVolume.class.getName(),
                        "serve",
                        Long.toString(logs / perBlock),
                        Integer.toString(perBlock))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String url = node.inputReader().readLine();
            if (url == null) {
                throw new IllegalStateException("the node ended before it served; its error output says why");
            }
            follow(wire, wire + url.substring(url.indexOf(':')), logs / perBlock, perBlock);
        } finally {
            node.destroy();
        }
    }

    private static void serve(int blocks, int logsPerBlock) throws Exception {
        try (Devnet devnet = Devnet.builder()
                .logsPerBlock(logsPerBlock)
                .transactionsPerBlock(1)
                .start()) {
            for (int mined = 0; mined < blocks; mined++) {
                devnet.mine(1);
            }
            System.out.println(devnet.wsUrl());
            System.in.transferTo(OutputStream.nullOutputStream()); // until the parent goes
        }
    }

    private static void follow(String wire, String url, long blocks, int perBlock) throws Exception {
        NextLog next = new NextLog(perBlock);
        long start = System.nanoTime();
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
            BlockchainConnection node = manager.connect(url).join();
            Subscription subscription = node.subscribe(Feeds.logs())
                    .from(BlockRef.number(1))
                    .to(BlockRef.number(blocks))
                    .onEvent(next::check);
            subscription.ended().join();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (next.count != blocks * perBlock || subscription.stats().failed() > 0) {
                throw new IllegalStateException(
                        next.count + " of " + blocks * perBlock + " logs came as they should: " + next.wrong);
            }
            System.out.printf(
                    "{\"wire\":\"%s\",\"logs\":%d,\"logsPerBlock\":%d,\"seconds\":%.1f,\"logsPerSecond\":%.0f,"
                            + "\"maxHeapMB\":%d,\"calls\":%d,\"java\":\"%s\"}%n",
                    wire,
                    next.count,
                    perBlock,
                    seconds,
                    next.count / seconds,
                    Runtime.getRuntime().maxMemory() >> 20,
                    node.stats().messagesSent(),
                    System.getProperty("java.version"));
        }
    }

    /** Which log must come next; only the handler's thread. */
    private static final class NextLog {
        private final int perBlock;
        private volatile long count;
        private volatile String wrong = "nothing is wrong";

        NextLog(int perBlock) {
            this.perBlock = perBlock;
        }

        void check(ChainEvent<Log> event) {
            Log log = event.value();
            long block = 1 + count / perBlock;
            long index = count % perBlock;
            if (log.blockNumber() != block || log.logIndex() != index) {
                wrong = "expected " + block + "/" + index + ", got " + log.blockNumber() + "/" + log.logIndex();
                throw new IllegalStateException(wrong);
            }
            count++;
        }
    }
}

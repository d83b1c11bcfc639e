package io.windlass.it;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.Subscription;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows all logs from the first block with a handler that is slow until it is told to be fast, and checks that each is the
 * next one. Run in a JVM of its own, whose memory is looked at. Commands on standard input: {@code look} has it say {@code
 * look <bytes of heap in use> <blocks behind> <logs handled>}, {@code fast} ends the slowness.
 */
final class SlowFollower {
    private static final long WORK_NANOS = Duration.ofMillis(5).toNanos();

    private static volatile boolean fast;
    private static volatile long handled;
    private static long block;
    private static long index = -1;

    private SlowFollower() {}

    /** Argument: the node's URL. */
    public static void main(String[] args) throws Exception {
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            Subscription logs =
                    node.subscribe(Feeds.logs()).from(BlockRef.number(0)).onEvent(SlowFollower::handle);
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                if (command.equals("fast")) {
                    fast = true;
                } else {
                    System.gc();
                    Runtime memory = Runtime.getRuntime();
                    System.out.println("look " + (memory.totalMemory() - memory.freeMemory()) + " "
                            + logs.stats().lagBlocks() + " " + handled);
                }
            }
        }
    }

    private static void handle(ChainEvent<Log> event) {
        Log log = event.value();
        boolean isNext = log.blockNumber() == block ? log.logIndex() == index + 1 : log.logIndex() == 0;
        if (!isNext || log.blockNumber() < block) {
            System.out.println("broken: " + log + " after " + index + " of block " + block);
            Runtime.getRuntime().halt(1);
        }
        block = log.blockNumber();
        index = log.logIndex();
        if (!fast) {
            LockSupport.parkNanos(WORK_NANOS);
        }
        handled++;
    }
}

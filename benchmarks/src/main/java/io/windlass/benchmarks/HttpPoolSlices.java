package io.windlass.benchmarks;

import io.windlass.BlockchainConnectionManager;
import io.windlass.Eth;
import io.windlass.HttpPool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.LongAdder;

/**
 * Callers that work when they are told to: reads a number of milliseconds from its input, makes calls for so long, prints how
 * many a second, and waits for the next. A child of {@link HttpPoolPairs}.
 */
final class HttpPoolSlices {
    /** One call. */
    interface Op {
        /** Makes it and waits for its answer. */
        long call() throws Exception;
    }

    private static final LongAdder MADE = new LongAdder();
    private static volatile boolean working;

    private HttpPoolSlices() {}

    /** {@code windlass} or {@code methanol}, the node's URL, and how many callers. */
    public static void main(String[] args) throws Exception {
        int callers = Integer.parseInt(args[2]);
        if (args[0].equals("windlass")) {
            try (BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
                HttpPool pool = manager.connectHttpPool(args[1], 16).join();
                serve(callers, () -> pool.call(Eth.blockNumber()).join());
            }
        } else {
            DirectMethanol client = new DirectMethanol(args[1]);
            serve(callers, client::send);
        }
        System.exit(0); // its callers wait for another slice
    }

    private static void serve(int callers, Op op) throws Exception {
        Phaser slices = new Phaser(callers + 1);
        for (int i = 0; i < callers; i++) {
            Thread caller = new Thread(() -> work(slices, op), "caller-" + i);
            caller.setDaemon(true);
            caller.start();
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long before = MADE.sum();
            working = true;
            slices.arriveAndAwaitAdvance();
            long start = System.nanoTime();
            Thread.sleep(Long.parseLong(line));
            working = false;
            slices.arriveAndAwaitAdvance();
            System.out.println((long) ((MADE.sum() - before) * 1e9 / (System.nanoTime() - start)));
        }
    }

    private static void work(Phaser slices, Op op) {
        while (true) {
            slices.arriveAndAwaitAdvance();
            while (working) {
                try {
                    op.call();
                } catch (Exception e) {
                    e.printStackTrace();
                    System.exit(1);
                }
                MADE.increment();
            }
            slices.arriveAndAwaitAdvance();
        }
    }
}

package io.windlass.it;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A contract that emits a few logs in block after block, whatever happens to its node, until it is closed and all is mined. */
final class Emission implements AutoCloseable {
    private static final int BLOCK_MILLIS = 20;

    private final Emitter emitter;
    private final AtomicInteger blocks = new AtomicInteger();
    private final Object turn = new Object();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "emission");

    private Emission(Emitter emitter) {
        this.emitter = emitter;
    }

    static Emission of(Emitter emitter) {
        Emission emission = new Emission(emitter);
        emission.thread.setDaemon(true);
        emission.thread.start();
        return emission;
    }

    /** Waits until the chain has so many blocks more. */
    void awaitMore(int more) {
        int before = blocks.get();
        Patience.until(more + " blocks more", () -> blocks.get() >= before + more);
    }

    /**
     * Replaces so many of the newest blocks by empty ones, and mines nothing meanwhile: anvil that does both at once is left with
     * a chain that has a hole, which nobody can follow.
     */
    void reorg(int depth) {
        synchronized (turn) {
            emitter.node().awaitAllMined();
            emitter.node().rpc("anvil_reorg", depth, List.of());
        }
    }

    private void run() {
        try {
            do {
                emit();
            } while (!closed.await(BLOCK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void emit() {
        int number = blocks.get();
        try {
            synchronized (turn) {
                if (number % 2 == 0) {
                    emitter.sendSeq(1 + number % 5);
                } else {
                    emitter.sendTransfers(1 + number % 3);
                }
            }
            blocks.incrementAndGet();
        } catch (IllegalStateException e) {
            // the node is dead for the moment
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Patience.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the node does not answer any more");
        }
        emitter.node().awaitAllMined(); // what was sent last has its block a little later
    }
}

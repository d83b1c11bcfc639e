package io.windlass.core.pool;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Lets two things happen at the same moment. */
final class TwoThreads {
    private TwoThreads() {}

    /** Begins both when both threads are there; returns when both are done. */
    static void atOnce(Runnable here, Runnable there) throws InterruptedException {
        CyclicBarrier bothAreThere = new CyclicBarrier(2);
        Thread another = new Thread(() -> {
            meet(bothAreThere);
            there.run();
        });
        another.start();
        meet(bothAreThere);
        here.run();
        another.join();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}

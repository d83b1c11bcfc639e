package io.windlass.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {
    private final HandlerPool pool = new HandlerPool(3, EngineThreads.named("handler"));

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void tasks_runTogetherUpToTheBound() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        CountDownLatch met = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> {
                try {
                    together.await(30, TimeUnit.SECONDS);
                    met.countDown();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }

        assertThat(met.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasks_beyondTheBound_waitAndAreRun() throws Exception {
        Semaphore gate = new Semaphore(0);
        CountDownLatch all = new CountDownLatch(10);
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                gate.acquireUninterruptibly();
                all.countDown();
            });
        }
        assertThat(pool.getPoolSize()).isEqualTo(3);
        gate.release(10);

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasSize(3);
    }

    @Test
    void aTask_afterTheShutdown_isRefused() {
        pool.shutdown();

        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void tasks_thatWaitAtTheShutdown_areRun() throws Exception {
        Semaphore gate = new Semaphore(0);
        CountDownLatch all = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                gate.acquireUninterruptibly();
                all.countDown();
            });
        }
        pool.shutdown();
        gate.release(5);

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    }
}

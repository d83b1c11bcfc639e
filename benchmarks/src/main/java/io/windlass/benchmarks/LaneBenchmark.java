package io.windlass.benchmarks;

import io.windlass.BatchPolicy;
import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Recipient;
import io.windlass.core.delivery.Setback;
import io.windlass.core.delivery.Terms;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Events handed over to another thread a second, by a lane and by a bare queue of the same capacity.
 *
 * <pre>java -jar benchmarks/target/windlass-benchmarks.jar Lane -prof gc</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class LaneBenchmark {
    private static final int EVENTS = 100_000;
    private static final int CAPACITY = 1_024;
    private static final int BATCH = 500;
    private static final int THREADS = 8;

    /** What is done with an event: enough not to be free, little enough not to hide the hand-over. */
    private static final int WORK = 10;

    private final String[] events = new String[EVENTS];
    private ExecutorService threads;
    private ScheduledExecutorService timer;
    private EngineRuntime runtime;

    /** Makes the events, which cost nothing later, and the threads that both use. */
    @Setup
    public void setUp() {
        for (int i = 0; i < EVENTS; i++) {
            events[i] = "event " + i;
        }
        threads = Executors.newCachedThreadPool();
        timer = Executors.newSingleThreadScheduledExecutor();
        Ticker ticker = new Ticker() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }
        };
        runtime = new EngineRuntime(
                ticker,
                (delay, task) -> {
                    var scheduled = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                    return () -> scheduled.cancel(false);
                },
                threads,
                threads,
                ThreadLocalRandom.current());
    }

    /** Ends the threads. */
    @TearDown
    public void tearDown() {
        threads.shutdownNow();
        timer.shutdownNow();
    }

    // ---- one after the other

    /** A lane, one event at a time. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void lane() throws InterruptedException {
        handOver(1, null);
    }

    /** {@link ArrayBlockingQueue}, one event at a time. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void arrayQueue() throws InterruptedException {
        take(new ArrayBlockingQueue<>(CAPACITY), 1);
    }

    /** {@link LinkedBlockingQueue}, one event at a time. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void linkedQueue() throws InterruptedException {
        take(new LinkedBlockingQueue<>(CAPACITY), 1);
    }

    // ---- in batches

    /** A lane, in batches. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void laneBatches() throws InterruptedException {
        handOver(1, BatchPolicy.of(BATCH, Duration.ofMillis(1)));
    }

    /** {@link ArrayBlockingQueue#drainTo}, in batches. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void arrayQueueBatches() throws InterruptedException {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(CAPACITY);
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                AtomicInteger left = new AtomicInteger(EVENTS);
                while (left.get() > 0) {
                    List<String> batch = new ArrayList<>(BATCH);
                    batch.add(queue.take());
                    queue.drainTo(batch, BATCH - 1);
                    Blackhole.consumeCPU((long) WORK * batch.size());
                    batch.forEach(event -> left.decrementAndGet()); // each is accounted for, as in a lane
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.countDown();
        });
        for (String event : events) {
            queue.put(event);
        }
        done.await();
    }

    // ---- several at once

    /** A lane, 8 at once, each event of a key of its own. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void laneParallel() throws InterruptedException {
        handOver(THREADS, null);
    }

    /** {@link ArrayBlockingQueue} and 8 threads: no order, and nobody knows up to where all is done. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void arrayQueueParallel() throws InterruptedException {
        take(new ArrayBlockingQueue<>(CAPACITY), THREADS);
    }

    private void handOver(int attempts, BatchPolicy batch) throws InterruptedException {
        Counting counting = new Counting();
        Semaphore progress = new Semaphore(0);
        Terms terms = new Terms(CAPACITY, Long.MAX_VALUE, RetryPolicy.unlimited(), null, attempts, batch, false);
        Lane<String> lane = new Lane<>(terms, counting, runtime, progress::release);
        for (String event : events) {
            while (!lane.offer(event, 100)) {
                progress.acquire();
            }
        }
        counting.done.await();
        lane.close();
    }

    private void take(BlockingQueue<String> queue, int takers) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(EVENTS);
        CountDownLatch done = new CountDownLatch(takers);
        for (int i = 0; i < takers; i++) {
            threads.execute(() -> {
                try {
                    while (left.getAndDecrement() > 0) {
                        String event = queue.take();
                        Blackhole.consumeCPU(event.isEmpty() ? 0 : WORK);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                done.countDown();
            });
        }
        for (String event : events) {
            queue.put(event);
        }
        done.await();
    }

    /** Does the same with events as those who take from a queue. */
    private static final class Counting implements Recipient<String> {
        private final AtomicInteger left = new AtomicInteger(EVENTS);
        private final CountDownLatch done = new CountDownLatch(1);

        @Override
        public CompletionStage<?> receive(String event) {
            Blackhole.consumeCPU(event.isEmpty() ? 0 : WORK);
            return null;
        }

        @Override
        public CompletionStage<?> receiveAll(List<String> batch) {
            Blackhole.consumeCPU((long) WORK * batch.size());
            return null;
        }

        @Override
        public Object key(String event) {
            return event;
        }

        @Override
        public boolean isAlone(String event) {
            return false;
        }

        @Override
        public boolean accepted(String event) {
            if (left.decrementAndGet() == 0) {
                done.countDown();
            }
            return true;
        }

        @Override
        public void failed(Setback<String> setback) {
            throw new IllegalStateException(setback.failure());
        }
    }
}

package io.windlass.core.wiring;

import io.windlass.core.runtime.EngineRuntime;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one manager, daemons all, with names that start with {@code windlass-}: one timer, a few for callbacks, and
 * one for each handler that is at work (virtual on Java 21 and later).
 */
final class EngineThreads implements AutoCloseable {
    /** Without virtual threads: so many handlers may block at once before others have to wait for them. */
    private static final int MOST_HANDLERS = 1_024;

    private final ThreadTimer timer = new ThreadTimer(named("timer"));
    private final ForkJoinPool callbacks = callbackPool();
    private final ExecutorService handlers = handlerPool();

    EngineRuntime runtime() {
        return new EngineRuntime(
                new SystemTicker(),
                timer,
                task -> execute(callbacks, task),
                task -> execute(handlers, task),
                new ThreadLocalGenerator());
    }

    static ThreadFactory named(String purpose) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, "windlass-" + purpose + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * A fork-join pool, since a stage that joins another future is compensated there: a callback that waits for a callback
     * cannot starve it.
     */
    private static ForkJoinPool callbackPool() {
        AtomicLong count = new AtomicLong();
        return new ForkJoinPool(
                Math.max(4, Runtime.getRuntime().availableProcessors()),
                pool -> {
                    var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("windlass-callback-" + count.incrementAndGet());
                    return thread;
                },
                null,
                true);
    }

    private static ExecutorService handlerPool() {
        ExecutorService virtual = virtualThreads();
        return virtual != null ? virtual : new HandlerPool(MOST_HANDLERS, named("handler"));
    }

    /** {@code Executors.newThreadPerTaskExecutor(Thread.ofVirtual()…)}, which this release of the language cannot name. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object threads = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                    .invoke();
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            Object named = name.invoke(threads, "windlass-handler-", 1L);
            ThreadFactory factory =
                    (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                            .invoke(named);
            return (ExecutorService) lookup.findStatic(
                            Executors.class,
                            "newThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class, ThreadFactory.class))
                    .invoke(factory);
        } catch (ClassNotFoundException | NoSuchMethodException olderJava) {
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads are there but cannot be made", e);
        }
    }

    private static void execute(ExecutorService executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closing) {
            // the manager is closed: the task's news still must reach who waits for it
            task.run();
        }
    }

    @Override
    public void close() {
        timer.close();
        callbacks.shutdown();
        handlers.shutdown();
    }

    /** A generator for all threads; each thread has its own state behind it. */
    private static final class ThreadLocalGenerator implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}

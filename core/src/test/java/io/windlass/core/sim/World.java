package io.windlass.core.sim;

import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Ticker;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Time and threads of a simulation: one thread, a clock that moves only when told, and everything that would run elsewhere
 * or later as a task. Tasks that are due at the same instant run in an order that the seed decides, as threads would.
 */
public final class World implements Ticker, Timer, Executor {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final class Task implements Scheduled {
        private final long at;
        private final long order;
        private final Runnable work;
        private boolean cancelled;

        Task(long at, long order, Runnable work) {
            this.at = at;
            this.order = order;
            this.work = work;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final Random random;
    /** Guarded by this, for the tests that have threads of their own. */
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.at).thenComparingLong(task -> task.order));

    private volatile long now;
    private long scheduled;

    public World(long seed) {
        random = new Random(seed);
    }

    public EngineRuntime runtime() {
        return new EngineRuntime(this, this, this, this, random);
    }

    public Random random() {
        return random;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant now() {
        return START.plusNanos(now);
    }

    @Override
    public synchronized Scheduled schedule(Duration delay, Runnable work) {
        scheduled++;
        Task task = new Task(now + delay.toNanos(), random.nextLong(), work);
        tasks.add(task);
        return task;
    }

    @Override
    public void execute(Runnable work) {
        schedule(Duration.ZERO, work);
    }

    /** Runs everything that is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time pass; each task runs at its own instant. A task may itself let time pass, as one that blocks its thread. */
    public void advance(Duration by) {
        long until = now + by.toNanos();
        for (Task next = nextDue(until); next != null; next = nextDue(until)) {
            now = Math.max(now, next.at);
            if (!next.cancelled) {
                next.work.run();
            }
        }
        now = Math.max(now, until);
    }

    private synchronized @Nullable Task nextDue(long until) {
        Task next = tasks.peek();
        return next != null && next.at <= until ? tasks.remove() : null;
    }

    /** How many tasks there were so far. */
    public synchronized long scheduled() {
        return scheduled;
    }

    /** How many tasks wait for their time; cancelled ones do not count. */
    public synchronized long pending() {
        return tasks.stream().filter(task -> !task.cancelled).count();
    }
}

package io.windlass.core.feed;

import io.windlass.SubscriptionStats;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener all numbers of a subscription when they have changed, at most once in so long a time, and at its end. What is told
 * is looked up when the listener is called: of one that is slow no more than one report ever waits. Thread-safe.
 */
final class StatsReports {
    private final Duration every;
    private final Consumer<SubscriptionStats> listener;
    private final Supplier<SubscriptionStats> stats;
    private final Timer timer;
    private final Consumer<Runnable> notices;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private boolean ended;
    private Timer.@Nullable Scheduled next;

    /** Only where notices are told, one after the other. */
    private @Nullable SubscriptionStats told;

    /**
     * Reports that begin with {@link #begin}.
     *
     * @param notices runs what is given to it, in order, where it harms nobody
     */
    StatsReports(
            Duration every,
            Consumer<SubscriptionStats> listener,
            Supplier<SubscriptionStats> stats,
            Timer timer,
            Consumer<Runnable> notices) {
        this.every = every;
        this.listener = listener;
        this.stats = stats;
        this.timer = timer;
        this.notices = notices;
    }

    synchronized void begin() {
        if (!ended) {
            next = timer.schedule(every, () -> {
                report();
                begin();
            });
        }
    }

    /** The subscription has ended; may be told several times, while numbers still change. */
    void end() {
        synchronized (this) {
            ended = true;
            if (next != null) {
                next.cancel(); // it would keep all that the subscription holds
            }
        }
        report();
    }

    private void report() {
        if (waiting.compareAndSet(false, true)) {
            notices.accept(this::tell);
        }
    }

    private void tell() {
        waiting.set(false);
        SubscriptionStats now = stats.get();
        if (!now.equals(told)) {
            told = now;
            listener.accept(now);
        }
    }
}

package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to a handler, on a lane of its own. What a named subscription's handler throws on is handed over again. */
final class HandlerOutlet<T> implements Outlet<T> {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerOutlet.class);
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final FeedRequest<T> request;
    private final EventHandler<T> handler;
    private final EngineRuntime runtime;
    private final Taps taps;
    private final FeedCounters counters;
    private final Lane<Arrival<T>> lane;
    private final Tally tally = new Tally();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile Runnable progress = () -> {};
    private volatile @Nullable Arrival<T> acknowledged;

    HandlerOutlet(
            FeedRequest<T> request, EventHandler<T> handler, EngineRuntime runtime, Taps taps, FeedCounters counters) {
        this.request = request;
        this.handler = handler;
        this.runtime = runtime;
        this.taps = taps;
        this.counters = counters;
        this.lane = new Lane<>(
                request.buffer, MAX_BYTES, runtime.handlers(), runtime.timer(), this::receive, () -> progress.run());
    }

    /** Completes when the subscription has ended and its handler has returned. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private @Nullable Duration receive(Arrival<T> arrival, int attempt) {
        ChainEvent<T> event = arrival.event();
        if (event != null) {
            EventHandler<T> to = event.removed() ? request.removed : handler;
            if (to != null && !accepts(to, event) && request.name != null) {
                return pauseAfter(attempt);
            }
            taps.hand(event);
        }
        acknowledged = arrival;
        tally.settled();
        return null;
    }

    private Duration pauseAfter(int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 16));
        Duration most = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return Duration.ofNanos((long) (most.toNanos() * (0.5 + runtime.random().nextDouble() / 2)));
    }

    private boolean accepts(EventHandler<T> to, ChainEvent<T> event) {
        try {
            to.onEvent(event);
            counters.delivered.increment();
            return true;
        } catch (Exception e) {
            counters.failed.increment();
            LOG.warn("The handler of {} failed on {}", request.feed.name(), event.id(), e);
        } catch (Error e) {
            // an assertion in a test's handler, say: the feed goes on, as for any other failure
            counters.failed.increment();
            LOG.error("The handler of {} failed on {}", request.feed.name(), event.id(), e);
        }
        return false;
    }

    @Override
    public boolean isPushed() {
        return true;
    }

    @Override
    public CompletableFuture<Void> stop() {
        lane.close();
        return lane.ended();
    }

    @Override
    public boolean offer(Arrival<T> arrival) {
        return tally.offered(lane.offer(arrival, arrival.bytes()));
    }

    @Override
    public List<Arrival<T>> withdraw(Predicate<Arrival<T>> which) {
        List<Arrival<T>> out = lane.withdraw(which);
        tally.withdrawn(out.size());
        return out;
    }

    @Override
    public @Nullable Arrival<T> withdrawOldest() {
        Arrival<T> oldest = lane.withdrawFirst(arrival -> true);
        tally.withdrawn(oldest == null ? 0 : 1);
        return oldest;
    }

    @Override
    public @Nullable Arrival<T> acknowledged() {
        return acknowledged;
    }

    @Override
    public List<Dead<T>> dead(long through) {
        return List.of();
    }

    @Override
    public int waiting() {
        return lane.waiting();
    }

    @Override
    public boolean isIdle() {
        return tally.isLevel();
    }

    @Override
    public void onProgress(Runnable listener) {
        progress = listener;
    }

    @Override
    public void fail(BlockchainException failure) {
        end(() -> {
            ended.completeExceptionally(failure);
            request.failure.accept(failure);
        });
    }

    @Override
    public void close() {
        end(() -> ended.complete(null));
    }

    private void end(Runnable tell) {
        lane.close();
        Consumer<@Nullable Void> told = nothing -> tell.run();
        var unused = lane.ended().thenAcceptAsync(told, runtime.handlers());
    }
}

package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.core.delivery.DemandLane;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to a subscriber of the reactive streams, as far as it has asked for. Its signals come one at a time on the
 * handlers' threads. The sections named here are those of the specification of Reactive Streams 1.0.4.
 */
final class PublisherOutlet<T> implements Outlet<T>, Subscription, DemandLane.Receiver<Arrival<T>> {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherOutlet.class);
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final FeedRequest<T> request;
    private final Taps taps;
    private final FeedCounters counters;
    private final DemandLane<Arrival<T>> lane;
    private final Tally tally = new Tally();

    /** Only by the thread that drains the lane; null once it hears no more, so that it can be forgotten (§3.13). */
    private @Nullable Subscriber<? super ChainEvent<T>> subscriber;

    /** Set before the subscriber is told of its subscription. */
    private Runnable closeFeed = () -> {};

    private volatile Runnable progress = () -> {};
    private volatile @Nullable Arrival<T> acknowledged;

    PublisherOutlet(
            FeedRequest<T> request,
            Subscriber<? super ChainEvent<T>> subscriber,
            EngineRuntime runtime,
            Taps taps,
            FeedCounters counters) {
        this.request = request;
        this.subscriber = subscriber;
        this.taps = taps;
        this.counters = counters;
        this.lane = new DemandLane<>(request.buffer, MAX_BYTES, runtime.handlers(), this, () -> progress.run());
    }

    /** The feed runs: tells the subscriber, which may end it. */
    void introduce(Runnable close) {
        closeFeed = close;
        lane.begin();
    }

    // ---- what the lane says

    @Override
    public void begin() {
        tell(to -> to.onSubscribe(this));
    }

    @Override
    public boolean receive(Arrival<T> arrival) {
        ChainEvent<T> event = arrival.event();
        if (event != null) {
            if (tell(to -> to.onNext(event))) {
                counters.delivered.increment();
            }
            taps.hand(event);
        }
        acknowledged = arrival;
        tally.settled();
        return event != null;
    }

    /** A subscriber that throws has cancelled (§2.13); false if it did. */
    private boolean tell(Consumer<Subscriber<? super ChainEvent<T>>> signal) {
        Subscriber<? super ChainEvent<T>> to = subscriber;
        if (to == null) {
            return false;
        }
        try {
            signal.accept(to);
            return true;
        } catch (RuntimeException | Error e) {
            counters.failed.increment();
            LOG.error(
                    "A subscriber to {} threw, which no subscriber may: its subscription is cancelled",
                    request.feed.name(),
                    e);
            cancel();
            return false;
        }
    }

    private void last(Consumer<Subscriber<? super ChainEvent<T>>> signal) {
        lane.close(() -> {
            tell(signal);
            subscriber = null;
        });
    }

    // ---- what the subscriber says

    @Override
    public void request(long events) {
        if (events > 0) {
            lane.request(events);
            return;
        }
        last(to -> to.onError(new IllegalArgumentException(
                "a subscriber must request 1 or more, was " + events + " (Reactive Streams, 3.9)")));
        closeFeed.run();
    }

    @Override
    public void cancel() {
        last(to -> {});
        closeFeed.run();
    }

    // ---- what the feed says

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
        return List.of(); // a subscriber that throws has cancelled
    }

    @Override
    public @Nullable Instant failingSince() {
        return null; // a subscriber that throws has cancelled
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
    public boolean isPushed() {
        return false;
    }

    @Override
    public CompletableFuture<Void> stop() {
        lane.stop();
        return CompletableFuture.completedFuture(null); // it is not named: nobody keeps what is acknowledged yet
    }

    @Override
    public void fail(BlockchainException failure) {
        lane.close(() -> {
            tell(to -> to.onError(failure));
            subscriber = null;
            request.failure.accept(failure);
        });
    }

    @Override
    public void close() {
        last(Subscriber::onComplete);
    }
}

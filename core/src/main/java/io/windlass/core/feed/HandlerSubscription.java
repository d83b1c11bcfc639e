package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.Feed;
import io.windlass.Subscription;
import io.windlass.SubscriptionStats;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Taps;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription whose events a handler receives, on a lane of its own. */
final class HandlerSubscription<T> implements Subscription, Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerSubscription.class);
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Feed<T> feed;
    private final EventHandler<T> handler;
    private final @Nullable EventHandler<T> removedHandler;
    private final @Nullable Consumer<BlockchainException> failureListener;
    private final Executor executor;
    private final Taps taps;
    private final Lane<byte[]> lane;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private @Nullable FeedSubscription<T> subscription;

    HandlerSubscription(
            Feed<T> feed,
            EventHandler<T> handler,
            @Nullable EventHandler<T> removedHandler,
            @Nullable Consumer<BlockchainException> failureListener,
            int buffer,
            Executor executor,
            Taps taps) {
        this.feed = feed;
        this.handler = handler;
        this.removedHandler = removedHandler;
        this.failureListener = failureListener;
        this.executor = executor;
        this.taps = taps;
        this.lane = new Lane<>(buffer, MAX_BYTES, executor, this::receive);
    }

    /** Completes the pair: receiver and subscription know each other. Before the start. */
    void bind(FeedSubscription<T> to) {
        subscription = to;
    }

    private FeedSubscription<T> subscription() {
        FeedSubscription<T> bound = subscription;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    private void receive(byte[] push) {
        for (ChainEvent<T> event : subscription().events(push)) {
            EventHandler<T> to = event.removed() ? removedHandler : handler;
            if (to != null) {
                hand(event, to);
            }
            taps.hand(event);
        }
    }

    private void hand(ChainEvent<T> event, EventHandler<T> to) {
        try {
            to.onEvent(event);
            delivered.incrementAndGet();
        } catch (Exception e) {
            failed.incrementAndGet();
            LOG.warn("The handler of {} failed on {}", feed.name(), event.id(), e);
        } catch (Error e) {
            // an assertion in a test's handler, say: the feed goes on, as for any other failure
            failed.incrementAndGet();
            LOG.error("The handler of {} failed on {}", feed.name(), event.id(), e);
        }
    }

    @Override
    public boolean offer(FeedSubscription<?> from, byte[] push) {
        return lane.offer(push, push.length);
    }

    @Override
    public void failed(BlockchainException failure) {
        lane.close();
        var unused = lane.ended()
                .whenCompleteAsync(
                        (nothing, never) -> {
                            ended.completeExceptionally(failure);
                            if (failureListener != null) {
                                failureListener.accept(failure);
                            }
                        },
                        executor);
    }

    @Override
    public void closed() {
        lane.close();
        var unused = lane.ended().whenCompleteAsync((nothing, never) -> ended.complete(null), executor);
    }

    @Override
    public Feed<?> feed() {
        return feed;
    }

    @Override
    public CompletableFuture<Void> live() {
        return subscription().live();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public SubscriptionStats stats() {
        return new SubscriptionSnapshot(delivered.get(), failed.get(), lane.refused(), lane.waiting());
    }

    @Override
    public void close() {
        subscription().close();
    }
}

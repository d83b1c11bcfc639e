package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.EventHandler;
import io.windlass.Feed;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.delivery.Taps;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects how to receive, then starts. */
final class HandlerSubscriptionBuilder<T> implements SubscriptionBuilder<T> {
    private final FeedHub hub;
    private final Feed<T> feed;
    private final Executor handlers;
    private final Taps taps;
    private int buffer = 1024;
    private @Nullable EventHandler<T> removed;
    private @Nullable Consumer<BlockchainException> failure;

    HandlerSubscriptionBuilder(FeedHub hub, Feed<T> feed, Executor handlers, Taps taps) {
        this.hub = hub;
        this.feed = feed;
        this.handlers = handlers;
        this.taps = taps;
    }

    @Override
    public SubscriptionBuilder<T> buffer(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("buffer must be >= 1, was " + events);
        }
        buffer = events;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onRemoved(EventHandler<T> handler) {
        removed = handler;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onFailure(Consumer<BlockchainException> listener) {
        failure = listener;
        return this;
    }

    @Override
    public Subscription onEvent(EventHandler<T> handler) {
        HandlerSubscription<T> receiver =
                new HandlerSubscription<>(feed, handler, removed, failure, buffer, handlers, taps);
        FeedSubscription<T> subscription = hub.create(feed, receiver);
        receiver.bind(subscription);
        hub.start(subscription);
        return receiver;
    }
}

package io.windlass.core.feed;

import io.windlass.ChainEvent;
import java.util.Objects;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;

/** A cold publisher: each subscriber gets a subscription of its own, which begins when it subscribes. */
record FeedPublisher<T>(FeedEngine engine, FeedRequest<T> request) implements Publisher<ChainEvent<T>> {
    @Override
    public void subscribe(Subscriber<? super ChainEvent<T>> subscriber) {
        engine.publish(request, Objects.requireNonNull(subscriber, "subscriber"));
    }
}

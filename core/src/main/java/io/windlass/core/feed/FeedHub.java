package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.codec.DecodeFailures;
import io.windlass.core.delivery.Taps;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one connection: carries them from link to link. Thread-safe. */
public final class FeedHub {
    private final String connectionId;
    private final ConnectionConfig config;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final ConnectionCounters counters;
    private final Taps taps;
    private final Set<FeedSubscription<?>> subscriptions = ConcurrentHashMap.newKeySet();

    private volatile @Nullable FeedLink current;
    private volatile @Nullable Supplier<BlockchainException> ended;

    /** A hub without a link. */
    public FeedHub(
            String connectionId,
            ConnectionConfig config,
            Codec codec,
            EngineRuntime runtime,
            ConnectionCounters counters,
            Taps taps) {
        this.connectionId = connectionId;
        this.config = config;
        this.codec = codec;
        this.runtime = runtime;
        this.counters = counters;
        this.taps = taps;
    }

    /** Begins a subscription. */
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return new HandlerSubscriptionBuilder<>(this, feed, runtime.handlers(), taps);
    }

    /** Follows feeds and lets the caller iterate over what they deliver. */
    @SuppressWarnings("unchecked") // each event's value is of its own feed's type, and T is a supertype of all of them
    public <T> EventStream<T> listen(List<? extends Feed<? extends T>> feeds) {
        FeedStream<T> stream = new FeedStream<>(taps, runtime.ticker());
        for (Feed<? extends T> feed : feeds) {
            stream.add((FeedSubscription<T>) create(feed, stream));
        }
        stream.subscriptions().forEach(this::start);
        return stream;
    }

    <T> FeedSubscription<T> create(Feed<T> feed, Receiver receiver) {
        return new FeedSubscription<>(feed, codec, connectionId, this, receiver);
    }

    void start(FeedSubscription<?> subscription) {
        subscriptions.add(subscription);
        FeedLink link = current;
        if (link != null) {
            subscription.attach(link);
        }
        Supplier<BlockchainException> failure = ended;
        if (failure != null) {
            stop(subscription, failure.get());
        }
    }

    void remove(FeedSubscription<?> subscription) {
        subscriptions.remove(subscription);
    }

    DecodeException redacted(DecodeException failure) {
        return DecodeFailures.redacted(failure, config::redact);
    }

    ConnectionCounters counters() {
        return counters;
    }

    Timer timer() {
        return runtime.timer();
    }

    /** A link is up: all subscriptions move there. */
    public void attach(FeedLink link) {
        current = link;
        subscriptions.forEach(subscription -> subscription.attach(link));
    }

    /**
     * How many heads the node has announced over its present link, to the subscription that has heard of the fewest; empty if
     * no subscription follows heads. If the number stays, at least one of them hears nothing.
     */
    public OptionalLong announcedHeads() {
        return subscriptions.stream()
                .map(FeedSubscription::announcedHeads)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** True once every subscription is confirmed over this link. */
    public boolean isServedBy(FeedLink link) {
        return subscriptions.stream().allMatch(subscription -> subscription.isServedBy(link));
    }

    /** The link is gone. */
    public void detach(FeedLink link) {
        if (current == link) {
            current = null;
        }
        subscriptions.forEach(subscription -> subscription.detach(link));
    }

    /** No link will come any more: all subscriptions end, and so does every later one. */
    public void end(Supplier<BlockchainException> failure) {
        current = null;
        ended = failure;
        subscriptions.forEach(subscription -> stop(subscription, failure.get()));
    }

    private static void stop(FeedSubscription<?> subscription, BlockchainException failure) {
        if (failure instanceof ConnectionClosedException closed
                && closed.reason().kind() == io.windlass.CloseReason.Kind.LOCAL) {
            subscription.close();
        } else {
            subscription.fail(failure);
        }
    }
}

package io.windlass.core.feed.push;

import io.windlass.BlockchainException;
import io.windlass.ConnectionClosedException;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The {@code eth_subscribe}s of one connection: carries them from link to link. Thread-safe. */
public final class FeedHub implements Pushes {
    private final String connectionId;
    private final Codec codec;
    private final Timer timer;
    private final NodeRules rules;
    private final List<PushSubscription> subscriptions = new CopyOnWriteArrayList<>();

    private volatile Consumer<Supplier<BlockchainException>> endListener = failure -> {};
    private volatile @Nullable FeedLink current;
    private volatile @Nullable Supplier<BlockchainException> ended;

    /** A hub without a link. */
    public FeedHub(String connectionId, Codec codec, Timer timer, NodeRules rules) {
        this.connectionId = connectionId;
        this.codec = codec;
        this.timer = timer;
        this.rules = rules;
    }

    @Override
    public Registration follow(Feed<?> feed, PushListener listener) {
        PushSubscription subscription = new PushSubscription(feed, codec, connectionId, this, listener);
        start(subscription);
        return subscription;
    }

    private void start(PushSubscription subscription) {
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

    void remove(PushSubscription subscription) {
        subscriptions.remove(subscription);
    }

    NodeRules rules() {
        return rules;
    }

    Timer timer() {
        return timer;
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
                .map(PushSubscription::announcedHeads)
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

    /** Who is told, first, when no link will come any more. */
    public void onEnd(Consumer<Supplier<BlockchainException>> listener) {
        endListener = listener;
    }

    /** No link will come any more: all subscriptions end, and so does every later one. */
    public void end(Supplier<BlockchainException> failure) {
        current = null;
        ended = failure;
        endListener.accept(failure);
        subscriptions.forEach(subscription -> stop(subscription, failure.get()));
    }

    private static void stop(PushSubscription subscription, BlockchainException failure) {
        if (failure instanceof ConnectionClosedException closed
                && closed.reason().kind() == io.windlass.CloseReason.Kind.LOCAL) {
            subscription.close();
        } else {
            subscription.fail(failure);
        }
    }
}

package io.windlass.core.feed;

import io.windlass.DeadLetters;
import io.windlass.Feed;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.util.concurrent.CompletableFuture;

/** What a user holds of a subscription. */
record FeedSubscription(Running running, HandlerOutlet<?> outlet) implements Subscription {
    @Override
    public Feed<?> feed() {
        return running.feed();
    }

    @Override
    public SubscriptionState state() {
        return running.state();
    }

    @Override
    public CompletableFuture<Void> live() {
        return running.live().copy();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return outlet.ended().copy();
    }

    @Override
    public SubscriptionStats stats() {
        return running.stats();
    }

    @Override
    public DeadLetters deadLetters() {
        return running.deadLetters();
    }

    @Override
    public void close() {
        running.close();
        var unused = outlet.stop(); // the running may be busy: nothing that waits is to reach the handler meanwhile
    }
}

package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.DeadLetters;
import io.windlass.Feed;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.util.concurrent.CompletableFuture;

/** One feed on its way to its outlet. Thread-safe. */
interface Running {
    /** The feed it follows. */
    Feed<?> feed();

    /** Begins; once. */
    void start();

    /**
     * Reads no further, hands over what waits for a handler, and ends when all of that is acknowledged. Idempotent; {@link #close}
     * ends it before.
     */
    void drain();

    /** Ends it, because of the user. Idempotent. */
    void close();

    /** Ends it, because it cannot go on. Idempotent. */
    void fail(BlockchainException failure);

    /** As {@link io.windlass.Subscription#live()}. */
    CompletableFuture<Void> live();

    /** Where it is in its life. */
    SubscriptionState state();

    /** Its numbers now. */
    SubscriptionStats stats();

    /** As {@link io.windlass.Subscription#deadLetters()}. */
    DeadLetters deadLetters();
}

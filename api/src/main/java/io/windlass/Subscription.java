package io.windlass;

import java.util.concurrent.CompletableFuture;

/** One running delivery of a feed. Thread-safe. */
public interface Subscription extends AutoCloseable {
    /** The feed it follows. */
    Feed<?> feed();

    /**
     * Completes when the node has confirmed the subscription; fails with {@link SubscriptionFailedException} if it refused.
     */
    CompletableFuture<Void> live();

    /**
     * Completes when the subscription has ended and its handler has returned; exceptionally if it failed rather than was
     * closed.
     */
    CompletableFuture<Void> ended();

    /** Its numbers now. */
    SubscriptionStats stats();

    /** Stops delivery. Events that still wait are dropped; a running handler is not interrupted. Idempotent. */
    @Override
    void close();
}

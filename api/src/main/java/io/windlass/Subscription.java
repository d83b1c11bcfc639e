package io.windlass;

import java.util.concurrent.CompletableFuture;

/** One running delivery of a feed. Thread-safe. */
public interface Subscription extends AutoCloseable {
    /** The feed it follows. */
    Feed<?> feed();

    /** Where it is in its life. */
    SubscriptionState state();

    /**
     * Completes when the subscription is live for the first time: the node has confirmed it, the head was read after that, and
     * every block up to that head is sealed. For a feed that cannot be read again: when the node has confirmed it. Fails if
     * the subscription fails before.
     */
    CompletableFuture<Void> live();

    /**
     * Completes when the subscription has ended, its handler has returned and its name, if it has one, is free again;
     * exceptionally if it failed rather than was closed.
     */
    CompletableFuture<Void> ended();

    /** Its numbers now. */
    SubscriptionStats stats();

    /**
     * Its dead letters.
     *
     * @throws IllegalStateException if it has no name: its letters are not kept
     */
    DeadLetters deadLetters();

    /** Stops delivery. Events that still wait are dropped; a running handler is not interrupted. Idempotent. */
    @Override
    void close();
}

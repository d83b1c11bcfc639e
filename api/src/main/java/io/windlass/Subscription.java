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
     * exceptionally if it failed rather than was closed. The name is free before if the handler takes longer than {@link
     * ManagerConfig#shutdownTimeout()}.
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

    /**
     * Stops delivery, at once and without blocking: the handler gets nothing more, and is not interrupted if it runs. Events that
     * still wait are dropped; a named subscription gets them when it runs again, and what its handler acknowledges by returning now
     * is durable when {@link #ended()} completes. Idempotent.
     */
    @Override
    void close();
}

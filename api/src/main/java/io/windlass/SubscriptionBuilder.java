package io.windlass;

import java.util.function.Consumer;

/**
 * How to receive a feed. The receiving method comes last and starts the subscription at once. Not thread-safe; use once.
 *
 * @param <T> the type of the values
 */
public interface SubscriptionBuilder<T> {
    /**
     * How many events may wait for the handler; more are dropped and counted. Default 1024, at least 1.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    SubscriptionBuilder<T> buffer(int events);

    /** Receives events that left the chain: what was delivered is taken back. By default they are dropped. */
    SubscriptionBuilder<T> onRemoved(EventHandler<T> handler);

    /** Told once if the subscription ends without having been closed. */
    SubscriptionBuilder<T> onFailure(Consumer<BlockchainException> listener);

    /** Starts, and hands each new event to the handler. */
    Subscription onEvent(EventHandler<T> handler);
}

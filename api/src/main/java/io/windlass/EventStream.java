package io.windlass;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Events to iterate over. Iteration blocks until the next event, and ends when the stream is closed, from any thread. If the
 * subscription fails, iteration throws {@link SubscriptionFailedException} after the last event.
 *
 * <p>One thread may iterate at a time. It sees additions and removals alike: check {@link ChainEvent#removed()}. An event is
 * acknowledged when the next one is asked for.
 *
 * @param <T> the type of the values
 */
public interface EventStream<T> extends Iterable<ChainEvent<T>>, AutoCloseable {
    /** The one iterator of this stream: every call goes on where the last left off. */
    @Override
    Iterator<ChainEvent<T>> iterator();

    /**
     * Waits for the next event. Blocks up to the given time.
     *
     * @return empty if none came in time or the stream has ended
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<ChainEvent<T>> poll(Duration timeout) throws InterruptedException;

    /**
     * The numbers of the subscription behind it; of several, their sums, the lowest positions and the least advanced state.
     */
    SubscriptionStats stats();

    /** Completes when every subscription behind it is live; see {@link Subscription#live()}. */
    CompletableFuture<Void> live();

    /** Ends the subscription and the iteration. Idempotent. */
    @Override
    void close();
}

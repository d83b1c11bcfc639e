package io.windlass;

import java.util.List;

/**
 * Receives what a feed delivers, several events at once. Returning normally acknowledges them all.
 *
 * <p>Called on the same terms as an {@link EventHandler}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface BatchHandler<T> {
    /**
     * Handles some events.
     *
     * @param events one or more, additions only, in the order of the chain; unmodifiable
     * @throws Exception if it could not: all of them are handed over again, as the {@link RetryPolicy} says. A batch that fails
     *     for good is halved, and each half handed over by itself, down to the events that fail
     */
    void onBatch(List<ChainEvent<T>> events) throws Exception;
}

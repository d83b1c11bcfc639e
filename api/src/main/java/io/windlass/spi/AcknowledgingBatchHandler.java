package io.windlass.spi;

import io.windlass.BatchHandler;
import io.windlass.ChainEvent;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import java.util.List;

/**
 * An {@link AcknowledgingHandler} for several events at once: what is done about all of them is written together with one
 * acknowledgement.
 *
 * <p>Only for named subscriptions. A batch that failed comes again as a whole or in parts, never with more: so if its
 * acknowledgement is there, all of it was done.
 *
 * @param <T> the type of the values
 */
public interface AcknowledgingBatchHandler<T> extends BatchHandler<T> {
    /**
     * Handles some events and applies their acknowledgement. Returning normally says that both are durable.
     *
     * @param events one or more, additions only, in the order of the chain; unmodifiable
     * @param lease the right to write the feed's checkpoint
     * @param acknowledgement of all of them; its sequence is the last one's
     * @throws FencedException if somebody else owns the feed by now; neither was done, and the subscription ends
     * @throws FeedStoreException if the lease cannot be used by this handler, or nobody can tell whether both were done; the
     *     subscription ends
     * @throws Exception if it failed; neither was done
     */
    void onBatch(List<ChainEvent<T>> events, FeedLease lease, Acknowledgement acknowledgement) throws Exception;

    /** Not called: {@link #onBatch(List, FeedLease, Acknowledgement)} is. */
    @Override
    default void onBatch(List<ChainEvent<T>> events) {
        throw new UnsupportedOperationException(
                "this handler writes acknowledgements, so it needs a named subscription");
    }
}

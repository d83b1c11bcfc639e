package io.windlass.spi;

import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;

/**
 * A handler that writes the acknowledgement of an event itself, together with what it does about the event: in one
 * transaction, so that after a crash either both are there or neither. A store offers such handlers for its own database.
 *
 * <p>Only for named subscriptions, which hand over one event at a time. For batches there is {@link AcknowledgingBatchHandler}.
 *
 * @param <T> the type of the value
 */
public interface AcknowledgingHandler<T> extends EventHandler<T> {
    /** What acknowledges one event, or several. */
    interface Acknowledgement {
        /** The event's number, or that of the last of several: it is acknowledged if {@link Checkpoint#acknowledgedThrough()} is not lower. */
        long sequence();

        /**
         * The change that acknowledges it, as the feed stands now. To be asked for when nobody else can change the feed's
         * checkpoint any more until the change is applied: a reorg that the feed has seen meanwhile makes it another one.
         *
         * @throws IllegalStateException if the attempt has passed its deadline: it counts as failed, so what it has done must
         *     be undone. Past this call it counts, however long it takes
         */
        FeedChange change();
    }

    /**
     * Handles one event and applies its acknowledgement. Returning normally says that both are durable.
     *
     * @param lease the right to write the feed's checkpoint
     * @throws FencedException if somebody else owns the feed by now; neither was done, and the subscription ends
     * @throws FeedStoreException if the lease cannot be used by this handler, or nobody can tell whether both were done; the
     *     subscription ends
     * @throws Exception if it failed; neither was done
     */
    void onEvent(ChainEvent<T> event, FeedLease lease, Acknowledgement acknowledgement) throws Exception;

    /** Not called: {@link #onEvent(ChainEvent, FeedLease, Acknowledgement)} is. */
    @Override
    default void onEvent(ChainEvent<T> event) {
        throw new UnsupportedOperationException(
                "this handler writes acknowledgements, so it needs a named subscription");
    }
}

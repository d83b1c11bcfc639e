package io.windlass.store;

import io.windlass.ChainEvent;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.FeedLease;
import java.util.List;

/** Runs a user's handler of batches and writes the acknowledgement in one transaction. */
final class TransactionalBatchEffect<T> implements AcknowledgingBatchHandler<T> {
    private final JdbcFeedStore store;
    private final TransactionalBatchHandler<T> handler;

    TransactionalBatchEffect(JdbcFeedStore store, TransactionalBatchHandler<T> handler) {
        this.store = store;
        this.handler = handler;
    }

    @Override
    public void onBatch(List<ChainEvent<T>> events, FeedLease lease, Acknowledgement acknowledgement) throws Exception {
        HandlerCall.in(store, lease, acknowledgement, connection -> handler.onBatch(events, connection));
    }
}

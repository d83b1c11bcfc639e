package io.windlass.store;

import io.windlass.ChainEvent;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.FeedLease;

/** Runs a user's handler and writes the acknowledgement in one transaction. */
final class TransactionalEffect<T> implements AcknowledgingHandler<T> {
    private final JdbcFeedStore store;
    private final TransactionalHandler<T> handler;

    TransactionalEffect(JdbcFeedStore store, TransactionalHandler<T> handler) {
        this.store = store;
        this.handler = handler;
    }

    @Override
    public void onEvent(ChainEvent<T> event, FeedLease lease, Acknowledgement acknowledgement) throws Exception {
        HandlerCall.in(store, lease, acknowledgement, connection -> handler.onEvent(event, connection));
    }
}

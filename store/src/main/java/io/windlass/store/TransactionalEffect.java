package io.windlass.store;

import io.windlass.ChainEvent;
import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.FeedLease;
import java.sql.Connection;

/** Runs a user's handler and writes the acknowledgement in one transaction. */
final class TransactionalEffect<T> implements AcknowledgingHandler<T> {
    private final JdbcFeedStore store;
    private final TransactionalHandler<T> handler;

    TransactionalEffect(JdbcFeedStore store, TransactionalHandler<T> handler) {
        this.store = store;
        this.handler = handler;
    }

    /** What the user's handler threw, on its way through the transaction. */
    static final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HandlerFailure(Throwable cause) {
            super(cause);
        }
    }

    @Override
    public void onEvent(ChainEvent<T> event, FeedLease lease, Acknowledgement acknowledgement) throws Exception {
        if (!(lease instanceof JdbcFeedLease ours) || !ours.isOf(store)) {
            throw new FeedStoreException(
                    "a handler of a JDBC feed store's transactions serves subscriptions that are kept in that store only;"
                            + " give the store to ManagerConfig.feedStore(…)",
                    Kind.UNAVAILABLE,
                    "",
                    null);
        }
        try {
            ours.applyWith(connection -> run(event, connection), acknowledgement);
        } catch (HandlerFailure e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private void run(ChainEvent<T> event, Connection connection) {
        try {
            handler.onEvent(event, LentConnection.of(connection));
        } catch (Throwable e) {
            throw new HandlerFailure(e); // whatever it is, the transaction has to be undone first
        }
    }
}

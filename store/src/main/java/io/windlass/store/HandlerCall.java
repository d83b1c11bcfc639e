package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.FeedLease;
import java.sql.Connection;

/** The call of a user's handler in the transaction that acknowledges what it is given. */
interface HandlerCall {
    void with(Connection connection) throws Exception;

    /** What the user's handler threw, on its way through the transaction. */
    final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HandlerFailure(Throwable cause) {
            super(cause);
        }
    }

    /** Makes the call and commits it with the acknowledgement; throws what the handler threw. */
    static void in(JdbcFeedStore store, FeedLease lease, Acknowledgement acknowledgement, HandlerCall call)
            throws Exception {
        if (!(lease instanceof JdbcFeedLease ours) || !ours.isOf(store)) {
            throw new FeedStoreException(
                    "a handler of a JDBC feed store's transactions serves subscriptions that are kept in that store"
                            + " only; give the store to ManagerConfig.feedStore(…)",
                    Kind.UNAVAILABLE,
                    "",
                    null);
        }
        try {
            ours.applyWith(connection -> run(call, connection), acknowledgement);
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

    private static void run(HandlerCall call, Connection connection) {
        try {
            call.with(LentConnection.of(connection));
        } catch (Throwable e) {
            throw new HandlerFailure(e); // whatever it is, the transaction has to be undone first
        }
    }
}

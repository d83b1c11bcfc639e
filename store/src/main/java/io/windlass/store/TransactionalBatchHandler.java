package io.windlass.store;

import io.windlass.ChainEvent;
import java.sql.Connection;
import java.util.List;

/**
 * Does something about several events in the database, in the transaction that acknowledges them. See {@link
 * JdbcFeedStore#batchInTransaction}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface TransactionalBatchHandler<T> {
    /**
     * Handles some events.
     *
     * @param events one or more, additions only, in the order of the chain; unmodifiable
     * @param connection as in {@link TransactionalHandler#onEvent}
     * @throws Exception if it could not; what was done with the connection is undone, and the retry policy decides what
     *     follows
     */
    void onBatch(List<ChainEvent<T>> events, Connection connection) throws Exception;
}

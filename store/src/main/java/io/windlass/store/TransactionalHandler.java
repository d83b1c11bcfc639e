package io.windlass.store;

import io.windlass.ChainEvent;
import java.sql.Connection;

/**
 * Does something about an event in the database, in the transaction that acknowledges the event. See {@link
 * JdbcFeedStore#inTransaction}.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface TransactionalHandler<T> {
    /**
     * Handles one event.
     *
     * @param connection in a transaction that is committed when this returns and rolled back when it throws; of use during
     *     the call only. It refuses to commit, to roll back as a whole, to be closed and to change its auto-commit mode
     * @throws Exception if it could not; what was done with the connection is undone, and the retry policy decides what
     *     follows
     */
    void onEvent(ChainEvent<T> event, Connection connection) throws Exception;
}

package io.windlass.spi;

import io.windlass.FeedStoreException;
import java.util.List;

/** Keeps what named feeds must not forget. Thread-safe; methods may block on storage. */
public interface FeedStore extends AutoCloseable {
    /**
     * Takes the feed over: from now on writes through earlier leases of this name fail. A store that can tell that another
     * owner is alive refuses instead.
     *
     * @param feed the subscription's name: 1 to 128 letters, digits, dots, dashes and underscores
     * @throws IllegalArgumentException if the name is none such
     * @throws IllegalStateException if the store is closed
     * @throws FeedStoreException if another owner holds it, what is kept of it is corrupt or newer, or the store cannot be
     *     used
     */
    FeedLease acquire(String feed);

    /**
     * The names of the feeds that were ever acquired here, sorted.
     *
     * @throws IllegalStateException if the store is closed
     * @throws FeedStoreException if the store cannot be used
     */
    List<String> feeds();

    /**
     * Closes the store and what was acquired of it; leases write nothing any more. Idempotent.
     *
     * @throws FeedStoreException if storage failed; everything is closed all the same, and what was applied is kept
     */
    @Override
    void close();
}

package io.windlass.spi;

/** Keeps what named feeds must not forget. Thread-safe; methods may block on storage. */
public interface FeedStore extends AutoCloseable {
    /**
     * Takes the feed over: from now on writes through earlier leases of this name fail.
     *
     * @param feed the subscription's name
     */
    FeedLease acquire(String feed);

    /** Closes the store; leases write nothing any more. Idempotent. */
    @Override
    void close();
}

package io.windlass.spi;

import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import java.util.Optional;

/** The right to write one feed's checkpoint, until someone else acquires it. Used by one thread at a time; may block. */
public interface FeedLease extends AutoCloseable {
    /** Grows with every acquisition of this feed; the first is 1. */
    long epoch();

    /**
     * What is kept of the feed, as it was at the acquisition; empty if it never ran.
     *
     * @throws FeedStoreException if it cannot be read
     */
    Optional<Checkpoint> checkpoint();

    /**
     * Applies a change, as a whole or not at all. When it returns, the change survives the end of the process.
     *
     * @throws FencedException if the feed was acquired again since, or this lease or the store is closed; nothing was written
     * @throws FeedStoreException if it could not be written; nothing was
     */
    void apply(FeedChange change);

    /** Gives the feed up; idempotent. */
    @Override
    void close();
}

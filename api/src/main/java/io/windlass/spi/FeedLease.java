package io.windlass.spi;

import io.windlass.FencedException;
import java.util.Optional;

/** The right to write one feed's checkpoint, until someone else acquires it. Used by one thread at a time. */
public interface FeedLease extends AutoCloseable {
    /** Grows with every acquisition of this feed; the first is 1. */
    long epoch();

    /** What was written last, by this lease or an earlier one. */
    Optional<Checkpoint> checkpoint();

    /**
     * Replaces the checkpoint, atomically.
     *
     * @throws FencedException if the feed was acquired again since, or the store is closed; nothing was written
     */
    void write(Checkpoint checkpoint);

    /** Gives the feed up; idempotent. */
    @Override
    void close();
}

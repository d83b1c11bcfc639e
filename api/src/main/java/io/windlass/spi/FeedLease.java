package io.windlass.spi;

import io.windlass.DeadLetter;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import java.util.List;
import java.util.Optional;

/** The right to write one feed's checkpoint, until someone else acquires it. Used by one thread at a time; may block. */
public interface FeedLease extends AutoCloseable {
    /** Grows with every acquisition of this feed; the first is 1. */
    long epoch();

    /**
     * Reads what is kept of the feed: what the owner before left and this one applied since. Empty if it never ran.
     *
     * @throws FencedException if the feed was acquired again since, or this lease or the store is closed
     * @throws FeedStoreException if it cannot be read
     */
    Optional<Checkpoint> checkpoint();

    /**
     * Reads dead letters in the order of their ids, from the first id behind one.
     *
     * @param afterId the id before; 0 to begin
     * @param limit the most to read, at least 1
     * @throws FencedException if the feed was acquired again since, or this lease or the store is closed
     * @throws FeedStoreException if they cannot be read
     */
    List<DeadLetter> letters(long afterId, int limit);

    /**
     * Reads one dead letter.
     *
     * @throws FencedException if the feed was acquired again since, or this lease or the store is closed
     * @throws FeedStoreException if it cannot be read
     */
    Optional<DeadLetter> letter(long id);

    /**
     * Applies a change, as a whole or not at all. When it returns, the change survives the end of the process.
     *
     * @throws IllegalStateException if nothing is kept of the feed yet and the change brings no {@link
     *     FeedChange#identity()}; nothing was written
     * @throws FencedException if the feed was acquired again since, or this lease or the store is closed; nothing was written
     * @throws FeedStoreException if it was not written, or nobody can tell because storage failed at the last step. The
     *     lease may be of no more use then; what became of the change is seen once the feed is acquired again
     */
    void apply(FeedChange change);

    /**
     * Gives the feed up; idempotent.
     *
     * @throws FeedStoreException if storage failed; the lease is closed all the same, and what was applied is kept
     */
    @Override
    void close();
}

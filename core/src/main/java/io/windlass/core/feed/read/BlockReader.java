package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import java.util.concurrent.CompletableFuture;

/** Reads the events of blocks for one feed. A read that fails is tried again by whoever asked for it. */
public interface BlockReader<T> {
    /** All events of this very block: the block is sealed by it. */
    CompletableFuture<Chunk<T>> block(BlockHeader header);

    /** All events of a range of final blocks, both ends included. */
    CompletableFuture<Chunk<T>> range(long from, long to);

    /** How many blocks a range may have now. */
    int rangeLength();

    /** False for what is in the blocks but is not to be delivered. */
    default boolean delivers(T value) {
        return true;
    }

    /** How many events of an ordinary size a range of so many blocks may bring; many, as long as nothing is known. One a block. */
    default long expected(long blocks) {
        return blocks;
    }

    /** A range of so many blocks was read, with so many events, of which a large one counts as several. Nothing is learnt from it. */
    default void rangeRead(long blocks, int events) {}

    /**
     * A range could not be read.
     *
     * @return true if it is worth trying a shorter one, which {@link #rangeLength} now says; it is not
     */
    default boolean rangeFailed(long from, long to, Throwable failure) {
        return false;
    }

    /** The feed has ended. There is nothing to let go. */
    default void close() {}
}

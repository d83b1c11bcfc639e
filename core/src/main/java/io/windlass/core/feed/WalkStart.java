package io.windlass.core.feed;

import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedIdentity;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a walk begins.
 *
 * @param firstBlock the first block whose events are delivered
 * @param cursor the block before the next one to read; its hash is zero where it does not matter
 * @param after events up to here are left out; null if there are none such
 * @param end the last block
 * @param journal where a named feed is kept
 * @param identity what is to be written before the first delivery
 * @param checkpoint what was kept of an earlier run
 */
record WalkStart(
        long firstBlock,
        BlockMark cursor,
        @Nullable Position after,
        OptionalLong end,
        @Nullable Journal journal,
        Optional<FeedIdentity> identity,
        Optional<Checkpoint> checkpoint) {

    /** The walk does not take place. */
    void abandon() {
        if (journal != null) {
            var unused = journal.close();
        }
    }

    /** Begins with this block, whatever the one before. */
    static BlockMark before(long firstBlock) {
        return new BlockMark(firstBlock - 1, Hash.ZERO);
    }
}

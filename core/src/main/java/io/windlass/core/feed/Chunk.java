package io.windlass.core.feed;

import io.windlass.Position;
import io.windlass.spi.BlockMark;
import java.util.List;

/**
 * All events of one block, or of a range of blocks that are final.
 *
 * @param from the first block
 * @param end the last block
 * @param items the events, in the order of the chain
 */
record Chunk<T>(long from, BlockMark end, List<Item<T>> items) {
    /** One event. */
    record Item<T>(Position position, Read<T> read) {}

    /** How many blocks it covers. */
    long blocks() {
        return end.number() - from + 1;
    }
}

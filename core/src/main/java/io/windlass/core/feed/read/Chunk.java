package io.windlass.core.feed.read;

import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import java.util.List;

/**
 * All events of one block, or of a range of blocks that are final.
 *
 * @param from the first block
 * @param end the last block
 * @param items the events, in the order of the chain
 * @param parent the hash of the block before the first
 */
public record Chunk<T>(long from, BlockMark end, List<Item<T>> items, Hash parent) {
    /** One event. */
    public record Item<T>(Position position, Read<T> read) {}

    /** True unless it is known to stand on another block. */
    public boolean follows(BlockMark block) {
        return block.hash().equals(Hash.ZERO) || parent.equals(block.hash());
    }

    /** How many events it has, a large one counting as several. */
    int load() {
        long bytes = 0;
        for (Item<T> item : items) {
            bytes += EventSize.bytes(item.read().value(), item.read().json());
        }
        return EventSize.load(items.size(), bytes);
    }

    /** How many blocks it covers. */
    public long blocks() {
        return end.number() - from + 1;
    }
}

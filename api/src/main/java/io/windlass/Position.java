package io.windlass;

import java.util.Comparator;

/**
 * Where on the chain an event stands. Orders by block number, then by index; two positions of one height on different
 * branches compare equal only in these two, so use {@link #equals} to tell branches apart.
 *
 * @param blockNumber the number of the block, from 0
 * @param blockHash the hash of the block
 * @param index the {@code logIndex} within the block, from 0; {@link #END} for the block as a whole, after all its logs
 */
public record Position(long blockNumber, Hash blockHash, int index) implements Comparable<Position> {
    /** The index behind the last log of a block; the position of a head. */
    public static final int END = Integer.MAX_VALUE;

    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::blockNumber).thenComparingInt(Position::index);

    /** The position behind everything in the given block. */
    public static Position end(long blockNumber, Hash blockHash) {
        return new Position(blockNumber, blockHash, END);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "#" + blockNumber + "/" + blockHash.toHex().substring(0, 10) + (index == END ? "" : "/" + index);
    }
}

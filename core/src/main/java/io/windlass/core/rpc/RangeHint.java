package io.windlass.core.rpc;

/** What a node said, when it refused a range of blocks, about the range it would take. */
public sealed interface RangeHint {
    /**
     * It would take this range.
     *
     * @param from the first block
     * @param to the last block, not before the first
     */
    record Blocks(long from, long to) implements RangeHint {}

    /**
     * It takes ranges up to a length.
     *
     * @param blocks how many blocks, 1 or more
     */
    record AtMost(long blocks) implements RangeHint {}
}

package io.windlass;

/** How settled a block must be before its events are delivered. */
public enum Finality {
    /** The head of the chain: at once; a reorg takes events back. */
    LATEST,
    /** The block that the node calls {@code safe}. Fails at start where the node has no such tag. */
    SAFE,
    /** The block that the node calls {@code finalized}. Fails at start where the node has no such tag. */
    FINALIZED
}

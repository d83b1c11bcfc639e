package io.windlass.testkit;

/** How a reorg is told to subscribers. */
public enum ReorgStyle {
    /**
     * As geth does: the logs of the replaced blocks, oldest block first, with {@code removed: true}; then the logs of the
     * new blocks; then <em>one</em> head, the last.
     */
    GETH,
    /** As anvil does: for each new block its logs, then its head. Nothing says {@code removed}. */
    ANVIL,
    /** Not at all: the next block that is mined just has a parent nobody was told of. */
    SILENT
}

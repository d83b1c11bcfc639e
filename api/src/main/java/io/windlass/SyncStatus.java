package io.windlass;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Whether a node is catching up with its chain, as the subscription {@code syncing} tells.
 *
 * @param syncing true while it catches up
 * @param startingBlock where it began, if it says so
 * @param currentBlock how far it has come, if it says so
 * @param highestBlock how far it knows the chain to reach, if it says so
 * @param extra other members of its status, by name
 */
public record SyncStatus(
        boolean syncing,
        OptionalLong startingBlock,
        OptionalLong currentBlock,
        OptionalLong highestBlock,
        Map<String, Json> extra) {
    /** Keeps an unmodifiable copy of the members. */
    public SyncStatus {
        extra = Map.copyOf(extra);
    }

    /**
     * Reads what nodes push: {@code true}, {@code false}, or an object. Geth names the block members in lower camel case in
     * {@code eth_syncing} and in upper camel case in the pushed status, older versions; both are read.
     */
    static Decoder<SyncStatus> decoder() {
        return SyncStatusReader::read;
    }
}

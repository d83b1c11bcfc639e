package io.windlass.testkit;

import io.windlass.Hash;
import java.util.List;

/**
 * A block with what it holds.
 *
 * @param size bytes of its encoding
 * @param submitted how many of the transactions, from the first, came out of the pool
 */
record DevBlock(
        Header header, Hash hash, int size, List<DevTransaction> transactions, int submitted, List<MinedLog> logs) {
    long number() {
        return header.number();
    }
}

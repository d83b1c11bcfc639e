package io.windlass.core.feed.read;

import io.windlass.Hash;
import io.windlass.Log;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the logs of bor's state syncs from those of transactions. */
final class StateSync {
    private static final byte[] PREFIX = "matic-bor-receipt-".getBytes(StandardCharsets.US_ASCII);

    private StateSync() {}

    static boolean madeIt(Log log) {
        return log.transactionHash().equals(transactionOf(log.blockNumber(), log.blockHash()));
    }

    /** The hash that bor derives for a block's state syncs (GetDerivedBorTxHash). */
    static Hash transactionOf(long number, Hash block) {
        return Hash.keccak256(ByteBuffer.allocate(PREFIX.length + Long.BYTES + 32)
                .put(PREFIX)
                .putLong(number)
                .put(block.toArray())
                .array());
    }
}

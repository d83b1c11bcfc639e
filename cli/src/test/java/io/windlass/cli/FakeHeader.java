package io.windlass.cli;

import io.windlass.Block;
import io.windlass.BlockHeader;
import io.windlass.Hash;
import java.util.Collections;
import java.util.List;

/** What the command shows of a header or block. */
record FakeHeader(long number, Hash hash, Hash parentHash, long timestamp, List<Hash> transactionHashes) {
    static BlockHeader of(long number) {
        return Duck.as(BlockHeader.class, make(number, 0));
    }

    static Block block(long number, int transactions) {
        return Duck.as(Block.class, make(number, transactions));
    }

    static Hash hash(long number) {
        return new Hash(0xabcd_ef01_0000_0000L, 0, 0, number);
    }

    private static FakeHeader make(long number, int transactions) {
        return new FakeHeader(
                number,
                hash(number),
                hash(number - 1),
                CommandRun.NOW.getEpochSecond() - 12,
                Collections.nCopies(transactions, Hash.ZERO));
    }
}

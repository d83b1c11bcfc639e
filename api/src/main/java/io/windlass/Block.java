package io.windlass;

import java.util.List;

/**
 * A block: its header and its transactions, as hashes or in full, whichever was asked for.
 *
 * <p>Users do not implement this interface.
 */
public interface Block extends BlockHeader {
    /** The hashes of the transactions, in order. */
    List<Hash> transactionHashes();

    /** The transactions in order; empty if the block was read with hashes only. */
    List<Transaction> transactions();

    /** Reads a block, with hashes or with full transactions. */
    static Decoder<Block> decoder() {
        return DecodedHeader::decodeBlock;
    }
}

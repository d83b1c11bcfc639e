package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;

/** The header fields of a block since the London fork, from which its hash is computed. */
record Header(
        Hash parentHash,
        Address miner,
        Hash stateRoot,
        Hash transactionsRoot,
        Hash receiptsRoot,
        Bytes logsBloom,
        long number,
        long gasLimit,
        long gasUsed,
        long timestamp,
        Bytes extraData,
        Hash mixHash,
        long baseFeePerGas) {
    /** The digest of an empty list: no uncles. */
    static final Hash NO_UNCLES = Hash.keccak256(Rlp.list());
    /** The root of an empty trie. */
    static final Hash EMPTY_ROOT = Hash.keccak256(Rlp.bytes(new byte[0]));

    static final Bytes NONCE = Bytes.of(new byte[8]);

    byte[] rlp() {
        return Rlp.list(
                Rlp.bytes(parentHash.toArray()),
                Rlp.bytes(NO_UNCLES.toArray()),
                Rlp.bytes(miner.toArray()),
                Rlp.bytes(stateRoot.toArray()),
                Rlp.bytes(transactionsRoot.toArray()),
                Rlp.bytes(receiptsRoot.toArray()),
                Rlp.bytes(logsBloom.toArray()),
                Rlp.number(0), // difficulty
                Rlp.number(number),
                Rlp.number(gasLimit),
                Rlp.number(gasUsed),
                Rlp.number(timestamp),
                Rlp.bytes(extraData.toArray()),
                Rlp.bytes(mixHash.toArray()),
                Rlp.bytes(NONCE.toArray()),
                Rlp.number(baseFeePerGas));
    }
}

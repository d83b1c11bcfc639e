package io.windlass;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a block. Fields that a chain or an older block does not have are empty; members that Windlass has no
 * accessor for stay reachable in {@link #extra()}.
 *
 * <p>Users do not implement this interface: it gains methods as forks add fields.
 */
public interface BlockHeader {
    /** The block number, from 0. */
    long number();

    /** The block hash. */
    Hash hash();

    /** The hash of the block before. */
    Hash parentHash();

    /** Seconds since 1970-01-01T00:00:00Z. Some chains repeat a timestamp; never order by it. */
    long timestamp();

    /** The logs bloom: 256 bytes, or empty where the node sends none. */
    Bytes logsBloom();

    /** The gas all transactions of the block may use. */
    long gasLimit();

    /** The gas they used. */
    long gasUsed();

    /** Who gets the fees ({@code miner}). */
    Address miner();

    /** The root of the state after this block. */
    Hash stateRoot();

    /** The root of its transactions. */
    Hash transactionsRoot();

    /** The root of its receipts. */
    Hash receiptsRoot();

    /** Free data of the block's maker; consensus data on BSC and Polygon. */
    Bytes extraData();

    /** Wei a unit of gas, since EIP-1559. */
    Optional<BigInteger> baseFeePerGas();

    /** Members that have no accessor here, by name, in the order they came. */
    Map<String, Json> extra();

    /** Reads a header; the transactions of a full block are left out. */
    static Decoder<BlockHeader> decoder() {
        return DecodedHeader::decodeHeader;
    }
}

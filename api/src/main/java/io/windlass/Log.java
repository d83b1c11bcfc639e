package io.windlass;

import java.util.List;
import java.util.Map;

/**
 * A log of a mined transaction. Whether it was removed from the chain is said by the envelope, {@link
 * ChainEvent#removed()}, never here.
 *
 * <p>Users do not implement this interface.
 */
public interface Log {
    /** The contract that emitted it. */
    Address address();

    /** Up to four topics; the first is the event's signature unless the event is anonymous. */
    List<Hash> topics();

    /** The parameters that are not indexed. */
    Bytes data();

    /** The number of its block. */
    long blockNumber();

    /** The hash of its block. */
    Hash blockHash();

    /** The hash of its transaction. */
    Hash transactionHash();

    /** The transaction's place in the block, from 0. */
    int transactionIndex();

    /** Its place among all logs of the block, from 0. */
    int logIndex();

    /** Members that have no accessor here, by name. */
    Map<String, Json> extra();

    /** Reads a log; the member {@code removed} is skipped. */
    static Decoder<Log> decoder() {
        return DecodedLog::decode;
    }
}

package io.windlass;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A transaction, pending or in a block.
 *
 * <p>Users do not implement this interface: it gains methods as transaction types are added.
 */
public interface Transaction {
    /** The transaction hash. */
    Hash hash();

    /** EIP-2718 type; 0 for legacy transactions and where the node sends none. */
    int type();

    /** The sender's counter. */
    long nonce();

    /** The sender. */
    Address from();

    /** The receiver; empty if the transaction creates a contract. */
    Optional<Address> to();

    /** Wei that are moved. */
    BigInteger value();

    /** The gas it may use. */
    long gas();

    /** Wei a unit of gas; what was paid, once it is in a block. Empty where the node sends none. */
    Optional<BigInteger> gasPrice();

    /** The call data. */
    Bytes input();

    /** The hash of its block; empty while pending. */
    Optional<Hash> blockHash();

    /** The number of its block; empty while pending. */
    OptionalLong blockNumber();

    /** Its place in the block, from 0; empty while pending. */
    OptionalInt transactionIndex();

    /** Members that have no accessor here, such as the signature, by name. */
    Map<String, Json> extra();

    /** Reads a transaction. */
    static Decoder<Transaction> decoder() {
        return DecodedTransaction::decode;
    }
}

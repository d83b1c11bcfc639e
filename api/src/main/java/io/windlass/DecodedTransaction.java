package io.windlass;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A transaction as it was decoded; a record inside, since nobody outside sees its components. */
record DecodedTransaction(
        Hash hash,
        int type,
        long nonce,
        Address from,
        Optional<Address> to,
        BigInteger value,
        long gas,
        Optional<BigInteger> gasPrice,
        Bytes input,
        Optional<Hash> blockHash,
        OptionalLong blockNumber,
        OptionalInt transactionIndex,
        Map<String, Json> extra)
        implements Transaction {

    static Transaction decode(JsonReader in) {
        Hash hash = null;
        int type = 0;
        long nonce = 0;
        Address from = null;
        Address to = null;
        BigInteger value = BigInteger.ZERO;
        long gas = 0;
        BigInteger gasPrice = null;
        Bytes input = Bytes.EMPTY;
        Hash blockHash = null;
        OptionalLong blockNumber = OptionalLong.empty();
        OptionalInt transactionIndex = OptionalInt.empty();
        ExtraMembers extra = new ExtraMembers();

        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.skipNull()) {
                continue;
            }
            switch (name) {
                case "hash" -> hash = in.hash();
                case "type" -> type = IntQuantity.read(in);
                case "nonce" -> nonce = in.bigQuantity().longValue(); // some system transactions use all 64 bits
                case "from" -> from = in.address();
                case "to" -> to = in.address();
                case "value" -> value = in.bigQuantity();
                case "gas" -> gas = in.bigQuantity().longValue(); // Arbitrum's internal ones, too
                case "gasPrice" -> gasPrice = in.bigQuantity();
                case "input" -> input = in.bytes();
                case "blockHash" -> blockHash = in.hash();
                case "blockNumber" -> blockNumber = OptionalLong.of(in.quantity());
                case "transactionIndex" -> transactionIndex = OptionalInt.of(IntQuantity.read(in));
                default -> extra.add(name, in.json());
            }
        }
        if (hash == null || from == null) {
            throw new DecodeException("a transaction needs hash and from; got hash=" + hash + ", from=" + from);
        }
        return new DecodedTransaction(
                hash,
                type,
                nonce,
                from,
                Optional.ofNullable(to),
                value,
                gas,
                Optional.ofNullable(gasPrice),
                input,
                Optional.ofNullable(blockHash),
                blockNumber,
                transactionIndex,
                extra.asMap());
    }

    @Override
    public String toString() {
        return "transaction " + hash;
    }
}

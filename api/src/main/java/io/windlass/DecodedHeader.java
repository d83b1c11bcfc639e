package io.windlass;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A header or block as it was decoded; the fields are written only while decoding. */
final class DecodedHeader implements Block {
    private static final Address NOBODY = new Address(0, 0, 0);

    private long number = -1;
    private @Nullable Hash hash;
    private @Nullable Hash parentHash;
    private long timestamp;
    private Bytes logsBloom = Bytes.EMPTY;
    private long gasLimit;
    private long gasUsed;
    private Address miner = NOBODY;
    private Hash stateRoot = Hash.ZERO;
    private Hash transactionsRoot = Hash.ZERO;
    private Hash receiptsRoot = Hash.ZERO;
    private Bytes extraData = Bytes.EMPTY;
    private @Nullable BigInteger baseFeePerGas;
    private List<Hash> transactionHashes = List.of();
    private List<Transaction> transactions = List.of();
    private final ExtraMembers extra = new ExtraMembers();

    private DecodedHeader() {}

    static BlockHeader decodeHeader(JsonReader in) {
        return decode(in, false);
    }

    static Block decodeBlock(JsonReader in) {
        return decode(in, true);
    }

    private static DecodedHeader decode(JsonReader in, boolean withTransactions) {
        DecodedHeader h = new DecodedHeader();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (!in.skipNull()) {
                h.member(name, in, withTransactions);
            }
        }
        if (h.hash == null || h.parentHash == null || h.number < 0) {
            throw new DecodeException("a block header needs number, hash and parentHash; got number=" + h.number
                    + ", hash=" + h.hash + ", parentHash=" + h.parentHash);
        }
        return h;
    }

    private void member(String name, JsonReader in, boolean withTransactions) {
        switch (name) {
            case "number" -> number = in.quantity();
            case "hash" -> hash = in.hash();
            case "parentHash" -> parentHash = in.hash();
            case "timestamp" -> timestamp = in.quantity();
            case "logsBloom" -> logsBloom = in.bytes();
            case "gasLimit" -> gasLimit = in.quantity();
            case "gasUsed" -> gasUsed = in.quantity();
            case "miner" -> miner = in.address();
            case "stateRoot" -> stateRoot = in.hash();
            case "transactionsRoot" -> transactionsRoot = in.hash();
            case "receiptsRoot" -> receiptsRoot = in.hash();
            case "extraData" -> extraData = in.bytes();
            case "baseFeePerGas" -> baseFeePerGas = in.bigQuantity();
            case "transactions" -> {
                if (withTransactions) {
                    readTransactions(in);
                } else {
                    in.skip();
                }
            }
            default -> extra.add(name, in.json());
        }
    }

    private void readTransactions(JsonReader in) {
        List<Hash> hashes = new ArrayList<>();
        List<Transaction> full = new ArrayList<>();
        in.beginArray();
        while (in.nextElement()) {
            if (in.peek() == JsonReader.Kind.OBJECT) {
                Transaction transaction = DecodedTransaction.decode(in);
                full.add(transaction);
                hashes.add(transaction.hash());
            } else {
                hashes.add(in.hash());
            }
        }
        transactionHashes = List.copyOf(hashes);
        transactions = List.copyOf(full);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Hash hash() {
        return decoded(hash);
    }

    @Override
    public Hash parentHash() {
        return decoded(parentHash);
    }

    private static Hash decoded(@Nullable Hash hash) {
        if (hash == null) {
            throw new IllegalStateException("read before it was decoded");
        }
        return hash;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public Bytes logsBloom() {
        return logsBloom;
    }

    @Override
    public long gasLimit() {
        return gasLimit;
    }

    @Override
    public long gasUsed() {
        return gasUsed;
    }

    @Override
    public Address miner() {
        return miner;
    }

    @Override
    public Hash stateRoot() {
        return stateRoot;
    }

    @Override
    public Hash transactionsRoot() {
        return transactionsRoot;
    }

    @Override
    public Hash receiptsRoot() {
        return receiptsRoot;
    }

    @Override
    public Bytes extraData() {
        return extraData;
    }

    @Override
    public Optional<BigInteger> baseFeePerGas() {
        return Optional.ofNullable(baseFeePerGas);
    }

    @Override
    public List<Hash> transactionHashes() {
        return transactionHashes;
    }

    @Override
    public List<Transaction> transactions() {
        return transactions;
    }

    @Override
    public Map<String, Json> extra() {
        return extra.asMap();
    }

    /** A header is its hash. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DecodedHeader that && hash().equals(that.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "block #" + number + " " + hash;
    }
}

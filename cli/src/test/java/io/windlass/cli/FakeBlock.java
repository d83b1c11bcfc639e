package io.windlass.cli;

import io.windlass.Address;
import io.windlass.Block;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Transaction;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A block with some transactions. */
record FakeBlock(FakeHeader header, List<Hash> transactionHashes) implements Block {
    static FakeBlock of(long number, int transactions) {
        return new FakeBlock(FakeHeader.of(number), Collections.nCopies(transactions, Hash.ZERO));
    }

    @Override
    public List<Transaction> transactions() {
        return List.of();
    }

    @Override
    public long number() {
        return header.number();
    }

    @Override
    public Hash hash() {
        return header.hash();
    }

    @Override
    public Hash parentHash() {
        return header.parentHash();
    }

    @Override
    public long timestamp() {
        return header.timestamp();
    }

    @Override
    public Bytes logsBloom() {
        return header.logsBloom();
    }

    @Override
    public long gasLimit() {
        return header.gasLimit();
    }

    @Override
    public long gasUsed() {
        return header.gasUsed();
    }

    @Override
    public Address miner() {
        return header.miner();
    }

    @Override
    public Hash stateRoot() {
        return header.stateRoot();
    }

    @Override
    public Hash transactionsRoot() {
        return header.transactionsRoot();
    }

    @Override
    public Hash receiptsRoot() {
        return header.receiptsRoot();
    }

    @Override
    public Bytes extraData() {
        return header.extraData();
    }

    @Override
    public Optional<BigInteger> baseFeePerGas() {
        return header.baseFeePerGas();
    }

    @Override
    public Map<String, Json> extra() {
        return header.extra();
    }
}

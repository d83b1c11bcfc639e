package io.windlass.cli;

import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Json;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** A header with the fields that the command shows. */
record FakeHeader(long number, Hash hash, Hash parentHash, long timestamp) implements BlockHeader {
    static FakeHeader of(long number) {
        return new FakeHeader(number, hash(number), hash(number - 1), CommandRun.NOW.getEpochSecond() - 12);
    }

    static Hash hash(long number) {
        return new Hash(0xabcd_ef01_0000_0000L, 0, 0, number);
    }

    @Override
    public Bytes logsBloom() {
        return Bytes.EMPTY;
    }

    @Override
    public long gasLimit() {
        return 0;
    }

    @Override
    public long gasUsed() {
        return 0;
    }

    @Override
    public Address miner() {
        return new Address(0, 0, 0);
    }

    @Override
    public Hash stateRoot() {
        return Hash.ZERO;
    }

    @Override
    public Hash transactionsRoot() {
        return Hash.ZERO;
    }

    @Override
    public Hash receiptsRoot() {
        return Hash.ZERO;
    }

    @Override
    public Bytes extraData() {
        return Bytes.EMPTY;
    }

    @Override
    public Optional<BigInteger> baseFeePerGas() {
        return Optional.empty();
    }

    @Override
    public Map<String, Json> extra() {
        return Map.of();
    }
}

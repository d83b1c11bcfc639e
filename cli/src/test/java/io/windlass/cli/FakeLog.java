package io.windlass.cli;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Log;
import java.util.List;
import java.util.Map;

/** A log. */
record FakeLog(long blockNumber, int logIndex, List<Hash> topics, Bytes data) implements Log {
    static final Address CONTRACT = Address.of("0xdAC17F958D2ee523a2206206994597C13D831ec7");

    @Override
    public Address address() {
        return CONTRACT;
    }

    @Override
    public Hash blockHash() {
        return FakeHeader.hash(blockNumber);
    }

    @Override
    public Hash transactionHash() {
        return new Hash(1, 2, 3, logIndex);
    }

    @Override
    public int transactionIndex() {
        return 0;
    }

    @Override
    public Map<String, Json> extra() {
        return Map.of();
    }
}

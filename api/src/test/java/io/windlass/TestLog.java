package io.windlass;

import java.util.List;
import java.util.Map;

/** A log with nothing but what filters look at. */
record TestLog(Address address, List<Hash> topics) implements Log {
    @Override
    public Bytes data() {
        return Bytes.EMPTY;
    }

    @Override
    public long blockNumber() {
        return 0;
    }

    @Override
    public Hash blockHash() {
        return Hash.ZERO;
    }

    @Override
    public Hash transactionHash() {
        return Hash.ZERO;
    }

    @Override
    public int transactionIndex() {
        return 0;
    }

    @Override
    public int logIndex() {
        return 0;
    }

    @Override
    public Map<String, Json> extra() {
        return Map.of();
    }
}

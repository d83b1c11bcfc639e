package io.windlass.cli;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Log;
import java.util.List;

/** What the command shows of a log. */
record FakeLog(
        long blockNumber,
        Hash blockHash,
        Hash transactionHash,
        int logIndex,
        Address address,
        List<Hash> topics,
        Bytes data) {
    static final Address CONTRACT = Address.of("0xdAC17F958D2ee523a2206206994597C13D831ec7");

    static Log of(long blockNumber, int logIndex, List<Hash> topics, Bytes data) {
        return Duck.as(
                Log.class,
                new FakeLog(
                        blockNumber,
                        FakeHeader.hash(blockNumber),
                        new Hash(1, 2, 3, logIndex),
                        logIndex,
                        CONTRACT,
                        topics,
                        data));
    }
}

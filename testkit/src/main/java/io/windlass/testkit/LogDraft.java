package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.util.List;

/** What a transaction will log, before it has a block. */
record LogDraft(Address address, List<Hash> topics, Bytes data) {
    LogDraft {
        topics = List.copyOf(topics);
        if (topics.size() > 4) {
            throw new IllegalArgumentException("a log has at most 4 topics, got " + topics.size());
        }
    }

    byte[] rlp() {
        return Rlp.list(
                Rlp.bytes(address.toArray()),
                Rlp.list(topics.stream().map(t -> Rlp.bytes(t.toArray())).toList()),
                Rlp.bytes(data.toArray()));
    }
}

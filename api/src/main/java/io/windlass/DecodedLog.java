package io.windlass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log as it was decoded; a record inside, since nobody outside sees its components. */
record DecodedLog(
        Address address,
        List<Hash> topics,
        Bytes data,
        long blockNumber,
        Hash blockHash,
        Hash transactionHash,
        int transactionIndex,
        int logIndex,
        Map<String, Json> extra)
        implements Log {

    static Log decode(JsonReader in) {
        Address address = null;
        List<Hash> topics = List.of();
        Bytes data = Bytes.EMPTY;
        long blockNumber = -1;
        Hash blockHash = null;
        Hash transactionHash = null;
        int transactionIndex = -1;
        int logIndex = -1;
        ExtraMembers extra = new ExtraMembers();

        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.skipNull()) {
                continue;
            }
            switch (name) {
                case "address" -> address = in.address();
                case "topics" -> topics = readTopics(in);
                case "data" -> data = in.bytes();
                case "blockNumber" -> blockNumber = in.quantity();
                case "blockHash" -> blockHash = in.hash();
                case "transactionHash" -> transactionHash = in.hash();
                case "transactionIndex" -> transactionIndex = IntQuantity.read(in);
                case "logIndex" -> logIndex = IntQuantity.read(in);
                case "removed" -> in.skip();
                default -> extra.add(name, in.json());
            }
        }
        if (blockNumber < 0 || logIndex < 0) {
            throw new DecodeException("a log needs blockNumber and logIndex; a pending log has neither");
        }
        return new DecodedLog(
                required(address, "address"),
                topics,
                data,
                blockNumber,
                required(blockHash, "blockHash"),
                required(transactionHash, "transactionHash"),
                transactionIndex,
                logIndex,
                extra.asMap());
    }

    private static List<Hash> readTopics(JsonReader in) {
        List<Hash> topics = new ArrayList<>(4);
        in.beginArray();
        while (in.nextElement()) {
            topics.add(in.hash());
        }
        return List.copyOf(topics);
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new DecodeException("a log needs " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "log " + logIndex + " of block #" + blockNumber + " by " + address;
    }
}

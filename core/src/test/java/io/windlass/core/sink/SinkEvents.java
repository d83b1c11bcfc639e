package io.windlass.core.sink;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.core.codec.JsonCodecProvider;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events with values as a node would send them. */
final class SinkEvents {
    private SinkEvents() {}

    private record Event<T>(EventId id, T value, Optional<Position> position, Optional<Json> raw)
            implements ChainEvent<T> {
        @Override
        public int occurrence() {
            return 1;
        }

        @Override
        public Source source() {
            return Source.LIVE;
        }

        @Override
        public boolean removed() {
            return false;
        }
    }

    static Hash hash(String of) {
        return Hash.keccak256(of.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonReader reader(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonCodecProvider().create().reader(bytes, 0, bytes.length);
    }

    static ChainEvent<Log> log(int block, int index) {
        Hash hash = hash("block " + block);
        Log log = Log.decoder()
                .decode(reader("{\"address\":\"0x00000000000000000000000000000000000000a1\",\"topics\":[\""
                        + hash("topic") + "\",\"" + hash("other") + "\"],\"data\":\"0x010203\",\"blockNumber\":\"0x"
                        + Integer.toHexString(block) + "\",\"blockHash\":\"" + hash + "\",\"transactionHash\":\"" + hash
                        + "\",\"transactionIndex\":\"0x0\",\"logIndex\":\"0x" + Integer.toHexString(index) + "\"}"));
        return new Event<>(
                new EventId(1, hash, index), log, Optional.of(new Position(block, hash, index)), Optional.empty());
    }

    static ChainEvent<BlockHeader> head(int number) {
        Hash hash = hash("block " + number);
        BlockHeader header = BlockHeader.decoder()
                .decode(reader("{\"number\":\"0x" + Integer.toHexString(number) + "\",\"hash\":\"" + hash
                        + "\",\"parentHash\":\"" + hash("parent") + "\",\"timestamp\":\"0x1\"}"));
        return new Event<>(
                new EventId(1, hash, Position.END), header, Optional.of(Position.end(number, hash)), Optional.empty());
    }

    static ChainEvent<Hash> pending(String transaction) {
        return new Event<>(
                new EventId(1, hash(transaction), Position.END), hash(transaction), Optional.empty(), Optional.empty());
    }

    static ChainEvent<Object> other(@Nullable String json) {
        return new Event<>(
                new EventId(1, hash("other"), Position.END),
                new Object(),
                Optional.empty(),
                Optional.ofNullable(json).map(Json::of));
    }
}

package io.windlass.testkit.contract;

import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Log;
import io.windlass.Position;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events as an engine would hand them over. */
final class ContractEvents {
    private static final Address ANYBODY = Address.of("0x00000000000000000000000000000000000000a1");

    private ContractEvents() {}

    private record Event<T>(
            EventId id,
            T value,
            Optional<Position> position,
            int occurrence,
            Source source,
            Optional<Json> raw,
            boolean removed)
            implements ChainEvent<T> {}

    private record PlainLog(
            Address address,
            List<Hash> topics,
            Bytes data,
            long blockNumber,
            Hash blockHash,
            Hash transactionHash,
            int transactionIndex,
            int logIndex,
            Map<String, Json> extra)
            implements Log {}

    private record PlainHeader(
            long number,
            Hash hash,
            Hash parentHash,
            long timestamp,
            Bytes logsBloom,
            long gasLimit,
            long gasUsed,
            Address miner,
            Hash stateRoot,
            Hash transactionsRoot,
            Hash receiptsRoot,
            Bytes extraData,
            Optional<BigInteger> baseFeePerGas,
            Map<String, Json> extra)
            implements BlockHeader {}

    static Hash hash(String of) {
        return Hash.keccak256(of.getBytes(StandardCharsets.UTF_8));
    }

    static ChainEvent<Log> log(long block, int index) {
        Hash hash = hash("block " + block);
        Log log = new PlainLog(
                ANYBODY,
                List.of(hash("topic"), hash("another topic")),
                Bytes.of(new byte[] {1, 2, 3}),
                block,
                hash,
                hash("transaction " + block),
                0,
                index,
                Map.of());
        Position at = new Position(block, hash, index);
        return new Event<>(
                new EventId(1, hash, index), log, Optional.of(at), 1, ChainEvent.Source.LIVE, Optional.empty(), false);
    }

    /** One log of each of so many blocks. */
    static List<ChainEvent<?>> logs(long firstBlock, int count) {
        List<ChainEvent<?>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(log(firstBlock + i, 0));
        }
        return events;
    }

    static ChainEvent<BlockHeader> head(long number) {
        Hash hash = hash("block " + number);
        BlockHeader header = new PlainHeader(
                number,
                hash,
                hash("block " + (number - 1)),
                1_700_000_000L + number,
                Bytes.of(new byte[0]),
                30_000_000,
                21_000,
                ANYBODY,
                hash("state"),
                hash("transactions"),
                hash("receipts"),
                Bytes.of(new byte[0]),
                Optional.of(BigInteger.TEN),
                Map.of());
        return new Event<>(
                new EventId(1, hash, Position.END),
                header,
                Optional.of(Position.end(number, hash)),
                1,
                ChainEvent.Source.BACKFILL,
                Optional.empty(),
                false);
    }

    static ChainEvent<Hash> pending(String transaction) {
        Hash hash = hash(transaction);
        return new Event<>(
                new EventId(1, hash, Position.END),
                hash,
                Optional.empty(),
                1,
                ChainEvent.Source.LIVE,
                Optional.empty(),
                false);
    }

    /** What a plugin's feed delivers, with the JSON that it was read from, as nodes write it. */
    static ChainEvent<Object> other(String name) {
        return new Event<>(
                new EventId(1, hash(name), Position.END),
                new Object(),
                Optional.of(Position.end(7, hash(name))),
                1,
                ChainEvent.Source.LIVE,
                Optional.of(Json.of("{\n  \"name\": \"" + name + " \\n \\\"quoted\\\" é\"\r\n}")),
                false);
    }

    /** The same event, as it appears for the n-th time. */
    static <T> ChainEvent<T> appeared(ChainEvent<T> event, int times) {
        return copy(event, times, event.removed());
    }

    static <T> ChainEvent<T> removalOf(ChainEvent<T> event) {
        return copy(event, event.occurrence(), true);
    }

    private static <T> ChainEvent<T> copy(ChainEvent<T> event, int occurrence, boolean removed) {
        return new Event<>(
                event.id(), event.value(), event.position(), occurrence, event.source(), event.raw(), removed);
    }
}

package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.Hash;
import io.windlass.Log;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One JSON object a line. The keys, their order and their types are a contract with scripts. No value needs escaping: all are
 * numbers, hexadecimal or words of ours.
 */
final class JsonLines<T> implements EventView<T> {
    private final Function<ChainEvent<T>, String> format;

    private JsonLines(Function<ChainEvent<T>, String> format) {
        this.format = format;
    }

    static JsonLines<BlockHeader> heads() {
        return new JsonLines<>(JsonLines::head);
    }

    static JsonLines<Log> logs() {
        return new JsonLines<>(JsonLines::log);
    }

    static JsonLines<Hash> pending() {
        return new JsonLines<>(JsonLines::pending);
    }

    @Override
    public Supplier<String> line(ChainEvent<T> event) {
        return () -> format.apply(event);
    }

    /** {@code from} and {@code to} are seconds of Unix time, see {@link Gap}: what is pending has no place on the chain. */
    @Override
    public String gap(long chainId, Gap gap) {
        return "{\"kind\":\"gap\",\"chainId\":" + chainId
                + ",\"from\":" + gap.from()
                + ",\"to\":" + gap.to()
                + ",\"reason\":\"" + gap.reason().name().toLowerCase(Locale.ROOT) + "\"}";
    }

    private static String head(ChainEvent<BlockHeader> event) {
        BlockHeader head = event.value();
        return "{\"kind\":\"head\",\"chainId\":" + event.id().chainId()
                + ",\"number\":" + head.number()
                + ",\"hash\":\"" + head.hash()
                + "\",\"parentHash\":\"" + head.parentHash()
                + "\",\"timestamp\":" + head.timestamp()
                + envelope(event);
    }

    private static String log(ChainEvent<Log> event) {
        Log log = event.value();
        StringBuilder topics = new StringBuilder();
        for (Hash topic : log.topics()) {
            topics.append(topics.length() == 0 ? "\"" : ",\"").append(topic).append('"');
        }
        return "{\"kind\":\"log\",\"chainId\":" + event.id().chainId()
                + ",\"blockNumber\":" + log.blockNumber()
                + ",\"blockHash\":\"" + log.blockHash()
                + "\",\"transactionHash\":\"" + log.transactionHash()
                + "\",\"logIndex\":" + log.logIndex()
                + ",\"address\":\"" + log.address()
                + "\",\"topics\":[" + topics
                + "],\"data\":\"" + log.data() + "\""
                + envelope(event);
    }

    private static String pending(ChainEvent<Hash> event) {
        return "{\"kind\":\"pending\",\"chainId\":" + event.id().chainId() + ",\"hash\":\"" + event.value() + "\"}";
    }

    private static String envelope(ChainEvent<?> event) {
        return ",\"removed\":" + event.removed() + ",\"source\":\""
                + event.source().name().toLowerCase(Locale.ROOT) + "\"}";
    }
}

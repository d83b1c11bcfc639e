package io.windlass.core.sink;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Log;
import io.windlass.Position;
import java.util.Locale;

/**
 * One event as one JSON object: first the keys of the command line's {@code watch --json}, then {@code id} and {@code
 * occurrence}. A value that has no such keys is given as the JSON that it was read from.
 */
final class JsonLine {
    private JsonLine() {}

    /** The line, without its end. */
    static String of(ChainEvent<?> event) {
        Object value = event.value();
        StringBuilder out = new StringBuilder(512);
        if (value instanceof BlockHeader header) {
            head(out, event, header);
        } else if (value instanceof Log log) {
            log(out, event, log);
        } else if (value instanceof Hash hash) {
            begin(out, "pending", event).append(",\"hash\":\"").append(hash).append('"');
        } else {
            other(out, event);
        }
        return out.append(",\"id\":\"")
                .append(event.id())
                .append("\",\"occurrence\":")
                .append(event.occurrence())
                .append('}')
                .toString();
    }

    private static StringBuilder begin(StringBuilder out, String kind, ChainEvent<?> event) {
        return out.append("{\"kind\":\"")
                .append(kind)
                .append("\",\"chainId\":")
                .append(event.id().chainId());
    }

    private static void head(StringBuilder out, ChainEvent<?> event, BlockHeader header) {
        begin(out, "head", event)
                .append(",\"number\":")
                .append(header.number())
                .append(",\"hash\":\"")
                .append(header.hash())
                .append("\",\"parentHash\":\"")
                .append(header.parentHash())
                .append("\",\"timestamp\":")
                .append(header.timestamp());
        envelope(out, event);
    }

    private static void log(StringBuilder out, ChainEvent<?> event, Log log) {
        begin(out, "log", event)
                .append(",\"blockNumber\":")
                .append(log.blockNumber())
                .append(",\"blockHash\":\"")
                .append(log.blockHash())
                .append("\",\"transactionHash\":\"")
                .append(log.transactionHash())
                .append("\",\"logIndex\":")
                .append(log.logIndex())
                .append(",\"address\":\"")
                .append(log.address())
                .append("\",\"topics\":[");
        String between = "\"";
        for (Hash topic : log.topics()) {
            out.append(between).append(topic).append('"');
            between = ",\"";
        }
        out.append("],\"data\":\"").append(log.data()).append('"');
        envelope(out, event);
    }

    private static void other(StringBuilder out, ChainEvent<?> event) {
        Json raw = event.raw()
                .orElseThrow(() -> new IllegalArgumentException("the sink json-lines knows no keys for a "
                        + event.value().getClass().getSimpleName()
                        + " and would write its JSON: subscribe with keepRaw()"));
        begin(out, "event", event);
        event.position().ifPresent(at -> position(out, at));
        // a line break can stand between the parts of a value, never within one
        out.append(",\"value\":").append(raw.text().replace('\n', ' ').replace('\r', ' '));
        envelope(out, event);
    }

    private static void position(StringBuilder out, Position at) {
        out.append(",\"blockNumber\":")
                .append(at.blockNumber())
                .append(",\"blockHash\":\"")
                .append(at.blockHash())
                .append('"');
    }

    private static void envelope(StringBuilder out, ChainEvent<?> event) {
        out.append(",\"removed\":")
                .append(event.removed())
                .append(",\"source\":\"")
                .append(event.source().name().toLowerCase(Locale.ROOT))
                .append('"');
    }
}

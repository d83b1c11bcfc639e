package io.windlass.core.feed.read;

import io.windlass.Decoder;
import io.windlass.Json;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read from a node.
 *
 * @param json what it was read from, where that is kept
 */
public record Read<T>(T value, @Nullable Json json) {
    /** Decodes one value, and keeps its JSON if that is wanted. */
    public static <T> Decoder<Read<T>> one(Decoder<? extends T> decoder, Codec codec, boolean keepJson) {
        if (!keepJson) {
            return in -> new Read<>(decoder.decode(in), null);
        }
        return in -> {
            Json json = in.json();
            return new Read<>(value(decoder, codec, json), json);
        };
    }

    /** Decodes a value from the JSON that was kept of it. */
    public static <T> T value(Decoder<? extends T> decoder, Codec codec, Json json) {
        byte[] bytes = json.text().getBytes(StandardCharsets.UTF_8);
        return decoder.decode(codec.reader(bytes, 0, bytes.length));
    }

    /** Decodes an array of values. */
    public static <T> Decoder<List<Read<T>>> list(Decoder<? extends T> decoder, Codec codec, boolean keepJson) {
        Decoder<Read<T>> one = one(decoder, codec, keepJson);
        return in -> {
            List<Read<T>> out = new ArrayList<>();
            in.beginArray();
            while (in.nextElement()) {
                out.add(one.decode(in));
            }
            return out;
        };
    }

    /** Decodes a value or {@code null}. */
    static <T> Decoder<Optional<Read<T>>> orEmpty(Decoder<? extends T> decoder, Codec codec, boolean keepJson) {
        Decoder<Read<T>> one = one(decoder, codec, keepJson);
        return in -> in.skipNull() ? Optional.empty() : Optional.of(one.decode(in));
    }
}

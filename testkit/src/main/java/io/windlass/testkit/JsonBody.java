package io.windlass.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One JSON value that can write itself. */
@FunctionalInterface
interface JsonBody {
    JsonBody NULL = JsonGenerator::writeNull;

    JsonFactory FACTORY = new JsonFactory();

    void write(JsonGenerator out) throws IOException;

    static JsonBody text(String text) {
        return out -> out.writeString(text);
    }

    static JsonBody bool(boolean value) {
        return out -> out.writeBoolean(value);
    }

    /** A number as JSON-RPC writes it. */
    static JsonBody quantity(long value) {
        return text(Quantity.of(value));
    }

    static JsonBody array(Iterable<JsonBody> elements) {
        return out -> {
            out.writeStartArray();
            for (JsonBody element : elements) {
                element.write(out);
            }
            out.writeEndArray();
        };
    }

    default byte[] toBytes() {
        ByteArrayBuilder bytes = new ByteArrayBuilder(2048);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
        return bytes.toByteArray();
    }
}

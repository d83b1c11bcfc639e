package io.windlass.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The API's cursor over JSON in an array, read by Jackson's streaming parser. */
final class JacksonReader implements JsonReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final byte[] source;
    private final JsonParser parser;
    private @Nullable JsonToken ahead;

    JacksonReader(byte[] source) {
        this.source = source;
        try {
            parser = FACTORY.createParser(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Demands that nothing follows. */
    void end() {
        JsonToken more = advance();
        if (more != null) {
            throw new DecodeException("expected the end, found " + more);
        }
    }

    @Override
    public Kind peek() {
        JsonToken token = ahead();
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            default -> throw new DecodeException("expected a value, found " + token);
        };
    }

    @Override
    public void beginObject() {
        consume(JsonToken.START_OBJECT);
    }

    @Override
    public @Nullable String nextName() {
        if (ahead() == JsonToken.END_OBJECT) {
            ahead = null;
            return null;
        }
        consume(JsonToken.FIELD_NAME);
        return read(JsonParser::currentName);
    }

    @Override
    public void beginArray() {
        consume(JsonToken.START_ARRAY);
    }

    @Override
    public boolean nextElement() {
        if (ahead() == JsonToken.END_ARRAY) {
            ahead = null;
            return false;
        }
        return true;
    }

    @Override
    public boolean skipNull() {
        if (ahead() != JsonToken.VALUE_NULL) {
            return false;
        }
        ahead = null;
        return true;
    }

    @Override
    public String string() {
        consume(JsonToken.VALUE_STRING);
        return read(JsonParser::getText);
    }

    @Override
    public boolean bool() {
        Kind kind = peek();
        if (kind != Kind.BOOLEAN) {
            throw new DecodeException("expected true or false, found " + kind);
        }
        boolean value = ahead == JsonToken.VALUE_TRUE;
        ahead = null;
        return value;
    }

    @Override
    public long quantity() {
        return json().asLong();
    }

    @Override
    public BigInteger bigQuantity() {
        return json().asQuantity();
    }

    @Override
    public Bytes bytes() {
        return hex(Bytes::fromHex);
    }

    @Override
    public Hash hash() {
        return hex(Hash::of);
    }

    @Override
    public Address address() {
        return hex(Address::of);
    }

    @Override
    public Json json() {
        JsonToken token = ahead();
        peek();
        try {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            if (token.isStructStart()) {
                parser.skipChildren();
            } else {
                parser.finishToken();
            }
            int to = (int) parser.currentLocation().getByteOffset();
            ahead = null;
            return Json.of(source, from, to - from);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    @Override
    public void skip() {
        peek();
        read(JsonParser::skipChildren);
        ahead = null;
    }

    private <T> T hex(Function<CharSequence, T> of) {
        String text = string();
        try {
            return of.apply(text);
        } catch (IllegalArgumentException e) {
            throw new DecodeException(String.valueOf(e.getMessage()), e);
        }
    }

    private JsonToken ahead() {
        JsonToken token = ahead == null ? advance() : ahead;
        if (token == null) {
            throw new DecodeException("the JSON ends too early");
        }
        ahead = token;
        return token;
    }

    private void consume(JsonToken expected) {
        JsonToken token = ahead();
        if (token != expected) {
            throw new DecodeException("expected " + expected + ", found " + token);
        }
        ahead = null;
    }

    private @Nullable JsonToken advance() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private interface Read<T> {
        T from(JsonParser parser) throws IOException;
    }

    private <T> T read(Read<T> read) {
        try {
            return read.from(parser);
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private static DecodeException notJson(IOException e) {
        String reason = e instanceof JsonProcessingException p ? p.getOriginalMessage() : e.getMessage();
        return new DecodeException("not JSON: " + reason, e);
    }
}

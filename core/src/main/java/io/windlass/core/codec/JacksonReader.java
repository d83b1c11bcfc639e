package io.windlass.core.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.CharBuffer;
import org.jspecify.annotations.Nullable;

/** Reads typed values with Jackson's streaming parser. */
final class JacksonReader implements JsonReader {
    private final JsonParser parser;
    private final byte[] bytes;
    private final int offset;
    private @Nullable JsonToken ahead;

    private JacksonReader(JsonParser parser, byte[] bytes, int offset) {
        this.parser = parser;
        this.bytes = bytes;
        this.offset = offset;
    }

    /** Opens readers that share one table of member names. Thread-safe. */
    static final class Source {
        private final JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(JsonText.MAX_DEPTH)
                        .maxNumberLength(JsonText.MAX_DIGITS)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();

        JsonReader open(byte[] bytes, int offset, int length) {
            try {
                return new JacksonReader(factory.createParser(bytes, offset, length), bytes, offset);
            } catch (IOException e) {
                throw broken(e);
            }
        }
    }

    @Override
    public Kind peek() {
        JsonToken token = ahead("a value");
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            default -> throw mismatch("a value");
        };
    }

    @Override
    public void beginObject() {
        take(JsonToken.START_OBJECT, "an object");
    }

    @Override
    public @Nullable String nextName() {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                return parser.currentName();
            }
            if (token == JsonToken.END_OBJECT) {
                return null;
            }
            throw mismatch("a member's name");
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public void beginArray() {
        take(JsonToken.START_ARRAY, "an array");
    }

    @Override
    public boolean nextElement() {
        if (ahead("an element") == JsonToken.END_ARRAY) {
            ahead = null;
            return false;
        }
        return true;
    }

    @Override
    public boolean skipNull() {
        if (ahead("a value") == JsonToken.VALUE_NULL) {
            ahead = null;
            return true;
        }
        return false;
    }

    @Override
    public String string() {
        take(JsonToken.VALUE_STRING, "a string");
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public boolean bool() {
        JsonToken token = ahead("true or false");
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw mismatch("true or false");
        }
        ahead = null;
        return token == JsonToken.VALUE_TRUE;
    }

    @Override
    public long quantity() {
        BigInteger value = bigQuantity();
        if (value.bitLength() > 63) {
            throw new DecodeException(
                    "expected a quantity of at most 63 bits, found 0x" + value.toString(16) + member());
        }
        return value.longValue();
    }

    @Override
    public BigInteger bigQuantity() {
        String expected = "a quantity (0x and hex digits, or an integer)";
        try {
            if (ahead(expected) == JsonToken.VALUE_NUMBER_INT) {
                BigInteger value = parser.getBigIntegerValue();
                if (value.signum() >= 0) {
                    ahead = null;
                    return value;
                }
                throw mismatch(expected);
            }
            String text = hex(expected).toString();
            if (text.length() <= 2 || text.length() > JsonText.MAX_DIGITS || !text.startsWith("0x")) {
                throw mismatch(expected);
            }
            return new BigInteger(text.substring(2), 16);
        } catch (NumberFormatException e) {
            throw mismatch(expected);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public Bytes bytes() {
        String expected = "data (0x and two hex digits a byte)";
        CharBuffer text = hex(expected);
        try {
            return Bytes.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw mismatch(expected);
        }
    }

    @Override
    public Hash hash() {
        String expected = "a hash (0x and 64 hex digits)";
        CharBuffer text = hex(expected);
        try {
            return Hash.of(text);
        } catch (IllegalArgumentException e) {
            throw mismatch(expected);
        }
    }

    @Override
    public Address address() {
        String expected = "an address (0x and 40 hex digits)";
        CharBuffer text = hex(expected);
        try {
            return Address.of(text);
        } catch (IllegalArgumentException e) {
            throw mismatch(expected);
        }
    }

    private CharBuffer hex(String expected) {
        take(JsonToken.VALUE_STRING, expected);
        try {
            return CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public Json json() {
        ahead("a value");
        int from = offset + (int) parser.currentTokenLocation().getByteOffset();
        skip();
        int to = offset + (int) parser.currentLocation().getByteOffset();
        return Json.of(bytes, from, to - from);
    }

    @Override
    public void skip() {
        ahead("a value");
        ahead = null;
        try {
            parser.skipChildren();
            parser.finishToken();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private JsonToken ahead(String expected) {
        JsonToken token = ahead;
        if (token == null) {
            try {
                token = parser.nextToken();
            } catch (IOException e) {
                throw broken(e);
            }
            if (token == null) {
                throw new DecodeException("expected " + expected + ", found the end of the text");
            }
            ahead = token;
        }
        return token;
    }

    private void take(JsonToken wanted, String expected) {
        if (ahead(expected) != wanted) {
            throw mismatch(expected);
        }
        ahead = null;
    }

    private DecodeException mismatch(String expected) {
        try {
            String text = parser.getText();
            String shown = text == null ? "the end" : text.length() <= 80 ? text : text.substring(0, 77) + "...";
            return new DecodeException("expected " + expected + ", found " + shown + member());
        } catch (IOException e) {
            return broken(e);
        }
    }

    private String member() {
        try {
            String name = parser.currentName();
            return name == null ? "" : " in member '" + name + "'";
        } catch (IOException e) {
            return "";
        }
    }

    private static DecodeException broken(IOException e) {
        return new DecodeException(
                "not JSON: " + (e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage()));
    }
}

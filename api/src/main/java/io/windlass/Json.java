package io.windlass;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One JSON value as the text it came in. Used for what Windlass has no type for: members a header gained in a fork, the
 * {@code data} of an error, the raw answer of a call, or parameters that are JSON already.
 *
 * <p>Immutable. Two values are equal if their texts are.
 */
public final class Json {
    /** The value {@code null}. */
    public static final Json NULL = new Json("null");

    private final String text;

    private Json(String text) {
        this.text = text;
    }

    /**
     * A value from its JSON text. The text is not parsed here: the codec checks it when it is sent and reports text that is
     * not JSON as an {@link IllegalArgumentException}.
     */
    public static Json of(String text) {
        return new Json(Objects.requireNonNull(text, "text").strip());
    }

    /** A value from a slice of UTF-8 bytes, which are copied. */
    public static Json of(byte[] bytes, int offset, int length) {
        return new Json(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    /** The JSON text. */
    public String text() {
        return text;
    }

    /** True for {@code null}. */
    public boolean isNull() {
        return text.equals("null");
    }

    /**
     * The content of a JSON string, escapes resolved.
     *
     * @throws DecodeException if the value is not a string
     */
    public String asString() {
        if (!isQuoted()) {
            throw notAString();
        }
        return text.indexOf('\\') < 0 ? text.substring(1, text.length() - 1) : unescape();
    }

    /**
     * A number: a JSON number without fraction, or a string of {@code 0x} and hex digits as JSON-RPC writes quantities.
     *
     * @throws DecodeException if it is neither
     */
    public BigInteger asQuantity() {
        try {
            if (isQuoted() && text.startsWith("0x", 1) && text.length() > 4) {
                // BigInteger would also take a sign and digits that are not ASCII
                String digits = text.substring(3, text.length() - 1);
                Hex.word(digits, 0, digits.length());
                return new BigInteger(digits, 16);
            } else if (text.chars().allMatch(c -> c < 0x80)) {
                return new BigInteger(text);
            }
        } catch (IllegalArgumentException e) {
            // reported below, with the text
        }
        throw new DecodeException("expected a quantity (0x and hex digits), found " + shorten());
    }

    /**
     * As {@link #asQuantity()}, for numbers that fit into a {@code long}.
     *
     * @throws DecodeException if it is no quantity or does not fit
     */
    public long asLong() {
        BigInteger value = asQuantity();
        if (value.bitLength() > 63) {
            throw new DecodeException("a quantity does not fit into 63 bits: " + shorten());
        }
        return value.longValue();
    }

    private String unescape() {
        StringBuilder out = new StringBuilder(text.length());
        int i = 1;
        while (i < text.length() - 1) {
            char c = text.charAt(i++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = text.charAt(i++);
            if (i == text.length()) {
                throw notAString(); // what looks like the closing quote is escaped
            }
            switch (escape) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    if (i + 4 >= text.length()) {
                        throw notAString();
                    }
                    try {
                        out.append((char) Hex.word(text, i, 4));
                    } catch (IllegalArgumentException e) {
                        throw notAString();
                    }
                    i += 4;
                }
                default -> out.append(escape);
            }
        }
        return out.toString();
    }

    private boolean isQuoted() {
        return text.length() >= 2 && text.charAt(0) == '"' && text.charAt(text.length() - 1) == '"';
    }

    private DecodeException notAString() {
        return new DecodeException("expected a JSON string, found " + shorten());
    }

    private String shorten() {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Json that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The same as {@link #text()}. */
    @Override
    public String toString() {
        return text;
    }
}

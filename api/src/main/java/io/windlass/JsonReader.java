package io.windlass;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A forward-only cursor over JSON, without a tree. The cursor stands before a value; each reading method consumes exactly
 * one value. Objects and arrays are walked like this:
 *
 * <pre>{@code
 * in.beginObject();
 * for (String name = in.nextName(); name != null; name = in.nextName()) {
 *     switch (name) {
 *         case "number" -> number = in.quantity();
 *         default -> in.skip();
 *     }
 * }
 * }</pre>
 *
 * <p>Not thread-safe, and valid only during the call it was passed to. Every method throws {@link DecodeException} if the
 * input is not JSON, not UTF-8, or not what was asked for.
 */
public interface JsonReader {
    /** The kinds of JSON values. */
    enum Kind {
        /** {@code {…}}. */
        OBJECT,
        /** {@code […]}. */
        ARRAY,
        /** {@code "…"}. */
        STRING,
        /** A number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** {@code null}. */
        NULL
    }

    /** The kind of the value ahead; consumes nothing. */
    Kind peek();

    /** Enters the object ahead. */
    void beginObject();

    /** The next member's name, or null at the end of the object, which is then left behind. */
    @Nullable
    String nextName();

    /** Enters the array ahead. */
    void beginArray();

    /** True if another element follows; false at the end of the array, which is then left behind. */
    boolean nextElement();

    /** Consumes a {@code null} ahead and answers true; else consumes nothing and answers false. */
    boolean skipNull();

    /** A string. */
    String string();

    /** {@code true} or {@code false}. */
    boolean bool();

    /** A quantity, {@code "0x…"} or a plain JSON number, that fits into 63 bits. */
    long quantity();

    /** A quantity of any size. */
    BigInteger bigQuantity();

    /** Data: {@code "0x…"} with two digits a byte. */
    Bytes bytes();

    /** 32 bytes of data. */
    Hash hash();

    /** 20 bytes of data. */
    Address address();

    /** Any value, as its text. */
    Json json();

    /** Skips any value. */
    void skip();
}

package io.windlass;

import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable sequence of bytes with value equality, for example the {@code data} of a log.
 *
 * <p>Thread-safe.
 */
public final class Bytes {
    /** No bytes; {@code 0x}. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the given bytes. */
    public static Bytes of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    /**
     * Copies {@code length} bytes from {@code offset}.
     *
     * @throws IndexOutOfBoundsException if the array does not hold them
     */
    public static Bytes of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /**
     * Reads {@code 0x}-prefixed hexadecimal text, either case.
     *
     * @throws IllegalArgumentException if the prefix is missing, a character is no hex digit, or their number is odd
     */
    public static Bytes fromHex(CharSequence hex) {
        byte[] decoded = Hex.decode(hex);
        return decoded.length == 0 ? EMPTY : new Bytes(decoded);
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    /**
     * The byte at {@code index}, counted from 0.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public byte get(int index) {
        return bytes[index];
    }

    /** A fresh copy of the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** {@code 0x} and two lower-case digits a byte. */
    public String toHex() {
        return Hex.encode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The same as {@link #toHex()}. */
    @Override
    public String toString() {
        return toHex();
    }
}

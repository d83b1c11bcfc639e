package io.windlass;

/**
 * 32 bytes: a block hash, a transaction hash, or a log topic. Held as four words, so that comparing and hashing touch no
 * array.
 *
 * @param w0 bytes 0 to 7, big-endian
 * @param w1 bytes 8 to 15, big-endian
 * @param w2 bytes 16 to 23, big-endian
 * @param w3 bytes 24 to 31, big-endian
 */
public record Hash(long w0, long w1, long w2, long w3) implements Comparable<Hash> {
    /** 32 zero bytes: the parent of a genesis block. */
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /**
     * Reads {@code 0x} and 64 hex digits, either case.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Hash of(CharSequence hex) {
        Hex.requireLength("a hash", hex, 32);
        return new Hash(Hex.word(hex, 2, 16), Hex.word(hex, 18, 16), Hex.word(hex, 34, 16), Hex.word(hex, 50, 16));
    }

    /**
     * The hash whose bytes are the given 32.
     *
     * @throws IllegalArgumentException if there are not exactly 32
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes, got " + bytes.length);
        }
        return new Hash(word(bytes, 0), word(bytes, 8), word(bytes, 16), word(bytes, 24));
    }

    /** The Keccak-256 digest of the given bytes (the original Keccak padding, as Ethereum uses it, not SHA3-256). */
    public static Hash keccak256(byte[] input) {
        return of(Keccak.digest256(input));
    }

    /** The bytes, in a fresh array. */
    public byte[] toArray() {
        byte[] out = new byte[32];
        put(out, 0, w0);
        put(out, 8, w1);
        put(out, 16, w2);
        put(out, 24, w3);
        return out;
    }

    /** {@code 0x} and 64 lower-case digits. */
    public String toHex() {
        StringBuilder out = new StringBuilder(66).append("0x");
        Hex.append(out, w0, 16);
        Hex.append(out, w1, 16);
        Hex.append(out, w2, 16);
        Hex.append(out, w3, 16);
        return out.toString();
    }

    /** Orders as unsigned big-endian numbers. */
    @Override
    public int compareTo(Hash o) {
        int c = Long.compareUnsigned(w0, o.w0);
        c = c != 0 ? c : Long.compareUnsigned(w1, o.w1);
        c = c != 0 ? c : Long.compareUnsigned(w2, o.w2);
        return c != 0 ? c : Long.compareUnsigned(w3, o.w3);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(w0 ^ w3);
    }

    /** The same as {@link #toHex()}. */
    @Override
    public String toString() {
        return toHex();
    }

    private static long word(byte[] b, int at) {
        long word = 0;
        for (int i = at; i < at + 8; i++) {
            word = word << 8 | b[i] & 0xff;
        }
        return word;
    }

    private static void put(byte[] out, int at, long word) {
        for (int i = 0; i < 8; i++) {
            out[at + i] = (byte) (word >>> 56 - 8 * i);
        }
    }
}

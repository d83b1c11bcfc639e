package io.windlass;

/**
 * The 20 bytes of an account or contract.
 *
 * @param w0 bytes 0 to 7, big-endian
 * @param w1 bytes 8 to 15, big-endian
 * @param w2 bytes 16 to 19, big-endian
 */
public record Address(long w0, long w1, int w2) {
    /**
     * Reads {@code 0x} and 40 hex digits, either case. A mixed-case (EIP-55) checksum is not verified.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Address of(CharSequence hex) {
        Hex.requireLength("an address", hex, 20);
        return new Address(Hex.word(hex, 2, 16), Hex.word(hex, 18, 16), (int) Hex.word(hex, 34, 8));
    }

    /** The bytes, in a fresh array. */
    public byte[] toArray() {
        return Hex.decode(toHex());
    }

    /** The address as a topic: left-padded with zeroes to 32 bytes, as an indexed event parameter holds it. */
    public Hash toTopic() {
        return new Hash(0, w0 >>> 32, w0 << 32 | w1 >>> 32, w1 << 32 | w2 & 0xffff_ffffL);
    }

    /** {@code 0x} and 40 lower-case digits. */
    public String toHex() {
        StringBuilder out = new StringBuilder(42).append("0x");
        Hex.append(out, w0, 16);
        Hex.append(out, w1, 16);
        Hex.append(out, w2 & 0xffff_ffffL, 8);
        return out.toString();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(w0 ^ w1) ^ w2;
    }

    /** The same as {@link #toHex()}. */
    @Override
    public String toString() {
        return toHex();
    }
}

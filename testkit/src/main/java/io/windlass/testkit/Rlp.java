package io.windlass.testkit;

import java.math.BigInteger;
import java.util.List;

/** Recursive length prefix, the encoding whose digest is a block's or transaction's hash. */
final class Rlp {
    private static final int SHORT_STRING = 0x80;
    private static final int SHORT_LIST = 0xc0;

    private Rlp() {}

    static byte[] bytes(byte[] value) {
        if (value.length == 1 && value[0] >= 0) {
            return value.clone();
        }
        return withLength(SHORT_STRING, value.length, List.of(value));
    }

    /** An unsigned number: big-endian without leading zeroes, so that 0 is the empty string. */
    static byte[] number(long value) {
        int length = (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
        byte[] digits = new byte[length];
        for (int i = 0; i < length; i++) {
            digits[i] = (byte) (value >>> 8 * (length - 1 - i));
        }
        return bytes(digits);
    }

    /** See {@link #number(long)}. */
    static byte[] number(BigInteger value) {
        if (value.signum() == 0) {
            return number(0);
        }
        byte[] signed = value.toByteArray();
        int lead = signed[0] == 0 ? 1 : 0;
        byte[] digits = new byte[signed.length - lead];
        System.arraycopy(signed, lead, digits, 0, digits.length);
        return bytes(digits);
    }

    /** A list of items that are encoded already. */
    static byte[] list(byte[]... items) {
        return list(List.of(items));
    }

    /** See {@link #list(byte[]...)}. */
    static byte[] list(List<byte[]> items) {
        int length = 0;
        for (byte[] item : items) {
            length += item.length;
        }
        return withLength(SHORT_LIST, length, items);
    }

    private static byte[] withLength(int kind, int length, List<byte[]> parts) {
        int lengthBytes = length < 56 ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        byte[] out = new byte[1 + lengthBytes + length];
        out[0] = (byte) (kind + (lengthBytes == 0 ? length : 55 + lengthBytes));
        for (int i = 0; i < lengthBytes; i++) {
            out[1 + i] = (byte) (length >>> 8 * (lengthBytes - 1 - i));
        }
        int at = 1 + lengthBytes;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }
}

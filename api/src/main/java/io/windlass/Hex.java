package io.windlass;

/** Hexadecimal text to bytes and back, as JSON-RPC writes it: {@code 0x} and lower case. */
final class Hex {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Hex() {}

    static String encode(byte[] bytes) {
        char[] out = new char[2 + bytes.length * 2];
        out[0] = '0';
        out[1] = 'x';
        for (int i = 0; i < bytes.length; i++) {
            out[2 + 2 * i] = DIGITS[(bytes[i] >> 4) & 0xf];
            out[3 + 2 * i] = DIGITS[bytes[i] & 0xf];
        }
        return new String(out);
    }

    static void append(StringBuilder out, long word, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            out.append(DIGITS[(int) (word >>> shift) & 0xf]);
        }
    }

    static byte[] decode(CharSequence text) {
        requirePrefix(text);
        if ((text.length() & 1) != 0) {
            throw new IllegalArgumentException(
                    "hex data must have an even number of digits, had " + (text.length() - 2) + ": " + shorten(text));
        }
        byte[] out = new byte[(text.length() - 2) / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (digit(text, 2 + 2 * i) << 4 | digit(text, 3 + 2 * i));
        }
        return out;
    }

    static long word(CharSequence text, int from, int digits) {
        long word = 0;
        for (int i = from; i < from + digits; i++) {
            word = word << 4 | digit(text, i);
        }
        return word;
    }

    static void requireLength(String what, CharSequence text, int bytes) {
        requirePrefix(text);
        if (text.length() != 2 + 2 * bytes) {
            throw new IllegalArgumentException(
                    what + " must be 0x and " + 2 * bytes + " hex digits, was " + shorten(text));
        }
    }

    private static void requirePrefix(CharSequence text) {
        if (text.length() < 2 || text.charAt(0) != '0' || (text.charAt(1) | 0x20) != 'x') {
            throw new IllegalArgumentException("hex data must start with 0x, was " + shorten(text));
        }
    }

    private static int digit(CharSequence text, int at) {
        int d = Character.digit(text.charAt(at), 16);
        if (d < 0 || text.charAt(at) > 'f') {
            throw new IllegalArgumentException("not a hex digit at index " + at + ": " + shorten(text));
        }
        return d;
    }

    private static String shorten(CharSequence text) {
        return text.length() <= 80 ? "'" + text + "'" : "'" + text.subSequence(0, 77) + "...'";
    }
}

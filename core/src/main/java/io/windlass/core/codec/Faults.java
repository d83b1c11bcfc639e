package io.windlass.core.codec;

import io.windlass.DecodeException;
import java.nio.charset.StandardCharsets;

/** Words for what is wrong with a text: what was expected, what was found and where, with a short printable excerpt. */
final class Faults {
    private static final int AROUND = 40;

    private Faults() {}

    /**
     * The text between {@code start} and {@code end} is not JSON.
     *
     * @param at the byte that is wrong; {@code end} if something is missing
     */
    static DecodeException malformed(byte[] b, int start, int at, int end, String expected) {
        String found = at >= end ? "the end of the text" : describe(b[at]);
        return new DecodeException("not JSON: expected " + expected + " at byte " + (at - start) + " of "
                + (end - start) + ", found " + found + (end == start ? "" : " in " + excerpt(b, start, at, end)));
    }

    /** At most 80 bytes around {@code at}, quoted. */
    static String excerpt(byte[] b, int start, int at, int end) {
        int from = Math.max(start, Math.min(at, end) - AROUND);
        int to = Math.min(end, at + AROUND);
        return (from > start ? "'..." : "'") + printable(b, from, to) + (to < end ? "...'" : "'");
    }

    /** A value or name, cut after 80 bytes. */
    static String shorten(byte[] b, int from, int to) {
        return to - from <= 2 * AROUND ? printable(b, from, to) : printable(b, from, from + 2 * AROUND) + "...";
    }

    private static String printable(byte[] b, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        for (char c : new String(b, from, to - from, StandardCharsets.ISO_8859_1).toCharArray()) {
            out.append(c >= ' ' && c < 0x7f ? c : '.');
        }
        return out.toString();
    }

    private static String describe(byte found) {
        return found > ' ' && found < 0x7f
                ? "'" + (char) found + "'"
                : "byte 0x" + Integer.toHexString(found & 0xff | 0x100).substring(1);
    }
}

package io.windlass.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hexadecimal digits as bytes, eight at a time where there are so many. */
final class Hex {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            VALUES[Character.forDigit(digit, 16)] = (byte) digit;
            VALUES[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private Hex() {}

    static boolean isDigit(byte c) {
        return VALUES[c & 0xff] >= 0;
    }

    static int digit(byte c) {
        return VALUES[c & 0xff];
    }

    /** Whether {@code 0x} stands here. */
    static boolean isPrefix(byte[] b, int at, int end) {
        return at <= end - 2 && b[at] == '0' && (b[at + 1] | 0x20) == 'x';
    }

    /** Whether a text is {@code 0x} and nothing but digits. */
    static boolean isHex(String text) {
        return text.regionMatches(true, 0, "0x", 0, 2)
                && text.chars().skip(2).allMatch(c -> c < 0x80 && VALUES[c] >= 0);
    }

    /** Whether all of {@code count} bytes, a multiple of eight, are digits. */
    static boolean areDigits(byte[] b, int at, int count) {
        long wrong = 0;
        for (int p = at; p < at + count; p += 8) {
            wrong |= wrong((long) WORD.get(b, p));
        }
        return wrong == 0;
    }

    /** The value of 16 digits. */
    static long word(byte[] b, int at) {
        return pack((long) WORD.get(b, at)) << 32 | pack((long) WORD.get(b, at + 8));
    }

    /** The value of eight digits. */
    static int halfWord(byte[] b, int at) {
        return (int) pack((long) WORD.get(b, at));
    }

    /** The bytes that an even count of digits stands for; null if one is none. */
    static byte @Nullable [] decode(byte[] b, int at, int count) {
        byte[] out = new byte[count / 2];
        long wrong = 0;
        int i = 0;
        for (; i <= out.length - 4; i += 4) {
            long digits = (long) WORD.get(b, at + 2 * i);
            wrong |= wrong(digits);
            HALF.set(out, i, (int) pack(digits));
        }
        for (; i < out.length; i++) {
            int value = digit(b[at + 2 * i]) << 4 | digit(b[at + 2 * i + 1]);
            wrong |= value & HIGH;
            out[i] = (byte) value;
        }
        return wrong == 0 ? out : null;
    }

    /** Not zero if one of eight bytes is no hex digit. Below 0x80 no sum here carries into the next byte. */
    private static long wrong(long bytes) {
        long asDigit = bytes ^ ONES * '0'; // 0 to 9
        long asLetter = (bytes | ONES * 0x20) ^ ONES * 0x60; // 1 to 6
        long noDigit = asDigit + ONES * (0x7f - 9);
        long noLetter = asLetter + ONES * (0x7f - 6) | ~(asLetter + ONES * 0x7f);
        return (bytes | noDigit & noLetter) & HIGH;
    }

    /** Eight digits to their four bytes; a letter has bit 6 set and counts nine more than its low bits. */
    private static long pack(long digits) {
        long letters = digits & ONES * 0x40;
        long v = (digits & ONES * 0x0f) + (letters >>> 6) + (letters >>> 3);
        v = (v | v >>> 4) & 0x00ff00ff00ff00ffL;
        v = (v | v >>> 8) & 0x0000ffff0000ffffL;
        return (v | v >>> 16) & 0xffffffffL;
    }
}

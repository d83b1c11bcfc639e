package io.windlass.core.codec;

import io.windlass.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Steps over JSON in UTF-8, checking every byte and keeping nothing, so that a message is checked without a single
 * allocation. All methods take the text's {@code start} (for messages only), a position, and its {@code end}, beyond which
 * nothing is read; they answer the position behind what they stepped over.
 */
final class JsonText {
    /** How deep arrays and objects may nest, the envelope and a batch's array included. */
    static final int MAX_DEPTH = 64;

    /** How many digits a quantity may have; turning more into a number takes quadratic time. */
    static final int MAX_DIGITS = 1000;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private JsonText() {}

    static int skipSpace(byte[] b, int at, int end) {
        int p = at;
        while (p < end && b[p] <= ' ' && (b[p] == ' ' || b[p] == '\n' || b[p] == '\r' || b[p] == '\t')) {
            p++;
        }
        return p;
    }

    /**
     * Steps over any value.
     *
     * @param depth how many arrays and objects are open around it
     */
    static int skipValue(byte[] b, int start, int at, int end, int depth) {
        if (at >= end) {
            throw Faults.malformed(b, start, at, end, "a value");
        }
        return switch (b[at]) {
            case '"' -> skipString(b, start, at, end);
            case '{' -> skipObject(b, start, at, end, depth);
            case '[' -> skipArray(b, start, at, end, depth);
            case 't' -> skipLiteral(b, start, at, end, "true");
            case 'f' -> skipLiteral(b, start, at, end, "false");
            case 'n' -> skipLiteral(b, start, at, end, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber(b, start, at, end);
            default -> throw Faults.malformed(b, start, at, end, "a value");
        };
    }

    private static int skipObject(byte[] b, int start, int at, int end, int depth) {
        checkDepth(b, start, at, end, depth);
        int p = firstMember(b, start, at, end);
        while (b[p] != '}') {
            p = skipString(b, start, p, end);
            p = skipColon(b, start, p, end);
            p = skipValue(b, start, p, end, depth + 1);
            p = nextMember(b, start, p, end);
        }
        return p + 1;
    }

    private static int skipArray(byte[] b, int start, int at, int end, int depth) {
        checkDepth(b, start, at, end, depth);
        int p = firstElement(b, at, end);
        if (p < end && b[p] == ']') {
            return p + 1;
        }
        while (true) {
            p = skipValue(b, start, p, end, depth + 1);
            p = nextElement(b, start, p, end);
            if (b[p] == ']') {
                return p + 1;
            }
            p = skipSpace(b, p + 1, end);
        }
    }

    /** Fails if no further array or object may open here. */
    static void checkDepth(byte[] b, int start, int at, int end, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new DecodeException("more than " + MAX_DEPTH + " arrays and objects inside each other at byte "
                    + (at - start) + " of " + (end - start) + " in " + Faults.excerpt(b, start, at, end));
        }
    }

    /** From the opening brace to the quote of the first name, or the closing brace. */
    static int firstMember(byte[] b, int start, int at, int end) {
        int p = skipSpace(b, at + 1, end);
        if (p < end && (b[p] == '"' || b[p] == '}')) {
            return p;
        }
        throw Faults.malformed(b, start, p, end, "a member's name or '}'");
    }

    /** From behind a member's value to the quote of the next name, or the closing brace. */
    static int nextMember(byte[] b, int start, int at, int end) {
        int p = skipSpace(b, at, end);
        if (p < end && b[p] == ',') {
            p = skipSpace(b, p + 1, end);
            if (p < end && b[p] == '"') {
                return p;
            }
            throw Faults.malformed(b, start, p, end, "a member's name");
        }
        if (p < end && b[p] == '}') {
            return p;
        }
        throw Faults.malformed(b, start, p, end, "',' or '}'");
    }

    /** From behind a name to its value. */
    static int skipColon(byte[] b, int start, int at, int end) {
        int p = skipSpace(b, at, end);
        if (p < end && b[p] == ':') {
            return skipSpace(b, p + 1, end);
        }
        throw Faults.malformed(b, start, p, end, "':'");
    }

    /** From the opening bracket to the first element, or the closing bracket, or the end. */
    static int firstElement(byte[] b, int at, int end) {
        return skipSpace(b, at + 1, end);
    }

    /** From behind an element to the comma or closing bracket. */
    static int nextElement(byte[] b, int start, int at, int end) {
        int p = skipSpace(b, at, end);
        if (p < end && (b[p] == ',' || b[p] == ']')) {
            return p;
        }
        throw Faults.malformed(b, start, p, end, "',' or ']'");
    }

    /** From the opening quote to behind the closing one. */
    static int skipString(byte[] b, int start, int at, int end) {
        int p = at + 1;
        while (true) {
            while (p <= end - 8) {
                long special = special((long) WORD.get(b, p));
                if (special != 0) {
                    p += Long.numberOfTrailingZeros(special) >>> 3;
                    break;
                }
                p += 8;
            }
            if (p >= end) {
                throw Faults.malformed(b, start, p, end, "the closing quote of a string");
            }
            byte c = b[p];
            if (c == '"') {
                return p + 1;
            } else if (c == '\\') {
                p = skipEscape(b, start, p, end);
            } else if (c < 0) {
                p = skipMultibyte(b, start, p, end);
            } else if (c < ' ') {
                throw Faults.malformed(b, start, p, end, "an escape in place of a control character in a string");
            } else {
                p++;
            }
        }
    }

    /**
     * Marks those of eight bytes that are a quote, a backslash, a control character or not ASCII, by their high bit. Bits
     * above the lowest one may be wrong, since a subtraction that goes below zero borrows from the next byte.
     *
     * <p>Flipping bit 1 makes a quote (0x22) a 0x20 and leaves all that is 0x20 or more and no quote above that.
     */
    private static long special(long word) {
        long quoteOrControl = (word ^ ONES * 0x02) - ONES * 0x21;
        long backslash = (word ^ ONES * '\\') - ONES;
        return (quoteOrControl | backslash | word) & HIGH;
    }

    private static int skipEscape(byte[] b, int start, int at, int end) {
        if (at + 1 < end) {
            switch (b[at + 1]) {
                case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                    return at + 2;
                }
                case 'u' -> {
                    for (int p = at + 2; p < at + 6; p++) {
                        if (p >= end || Character.digit(b[p], 16) < 0) {
                            throw Faults.malformed(b, start, p, end, "four hex digits after \\u");
                        }
                    }
                    return at + 6;
                }
                default -> {}
            }
        }
        throw Faults.malformed(b, start, at + 1, end, "one of \"\\/bfnrtu after a backslash");
    }

    /** Steps over one character that is not ASCII: shortest form, no surrogates, at most U+10FFFF (RFC 3629). */
    private static int skipMultibyte(byte[] b, int start, int at, int end) {
        int lead = b[at] & 0xff;
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0 || at > end - length) {
            throw Faults.malformed(b, start, at, end, "UTF-8");
        }
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        int second = b[at + 1] & 0xff;
        boolean valid = second >= least && second <= most;
        for (int p = at + 2; p < at + length; p++) {
            valid &= (b[p] & 0xc0) == 0x80;
        }
        if (!valid) {
            throw Faults.malformed(b, start, at, end, "UTF-8");
        }
        return at + length;
    }

    private static int skipLiteral(byte[] b, int start, int at, int end, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (at + i >= end || b[at + i] != literal.charAt(i)) {
                throw Faults.malformed(b, start, at + i, end, literal);
            }
        }
        return at + literal.length();
    }

    private static int skipNumber(byte[] b, int start, int at, int end) {
        int p = b[at] == '-' ? at + 1 : at;
        p = p < end && b[p] == '0' ? p + 1 : skipDigits(b, start, p, end);
        if (p < end && b[p] == '.') {
            p = skipDigits(b, start, p + 1, end);
        }
        if (p < end && (b[p] | 0x20) == 'e') {
            p++;
            if (p < end && (b[p] == '+' || b[p] == '-')) {
                p++;
            }
            p = skipDigits(b, start, p, end);
        }
        return p;
    }

    private static int skipDigits(byte[] b, int start, int at, int end) {
        int p = at;
        while (p < end && b[p] >= '0' && b[p] <= '9') {
            p++;
        }
        if (p == at) {
            throw Faults.malformed(b, start, p, end, "a digit");
        }
        return p;
    }

    /** The content of a string that was stepped over, given from behind its opening quote to its closing one. */
    static String string(byte[] b, int from, int to) {
        String raw = new String(b, from, to - from, StandardCharsets.UTF_8);
        int escape = raw.indexOf('\\');
        if (escape < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length()).append(raw, 0, escape);
        int i = escape;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = raw.charAt(i++);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(raw, i, i + 4, 16));
                    i += 4;
                }
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }
}

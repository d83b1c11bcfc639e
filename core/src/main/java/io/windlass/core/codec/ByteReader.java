package io.windlass.core.codec;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values straight from the bytes: hex never becomes text on its way to a {@link Hash} or a number. What is
 * written unusually (escapes within hex) takes a slower way round and reads the same.
 */
final class ByteReader implements JsonReader {
    private static final String QUANTITY = "a quantity (0x and hex digits, or an integer)";
    private static final String DATA = "data (0x and two hex digits a byte)";
    private static final String HASH = "a hash (0x and 64 hex digits)";
    private static final String ADDRESS = "an address (0x and 40 hex digits)";
    private static final int NO_NAME = -1;

    /** Where the cursor stands. */
    private enum State {
        /** On the first byte of a value. */
        VALUE,
        /** On an opening brace or bracket that was entered. */
        FIRST,
        /** Behind a value. */
        NEXT
    }

    private final Names names;
    private final byte[] b;
    private final int start;
    private final int end;

    private int at;
    private State state = State.VALUE;
    private int depth;
    /** A bit for each open array (0) and object (1), the innermost lowest; {@link JsonText#MAX_DEPTH} fit. */
    private long objects;

    private int name = NO_NAME;
    private int nameEnd;

    ByteReader(Names names, byte[] b, int start, int end) {
        this.names = names;
        this.b = b;
        this.start = start;
        this.end = end;
        this.at = JsonText.skipSpace(b, start, end);
    }

    @Override
    public Kind peek() {
        return switch (first()) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw Faults.malformed(b, start, at, end, "a value");
        };
    }

    @Override
    public void beginObject() {
        enter('{', "an object");
    }

    @Override
    public @Nullable String nextName() {
        if (state == State.VALUE || depth == 0 || (objects & 1) == 0) {
            throw new IllegalStateException("nextName() belongs behind beginObject() or a member's value");
        }
        int p = state == State.FIRST ? JsonText.firstMember(b, start, at, end) : JsonText.nextMember(b, start, at, end);
        if (b[p] == '}') {
            leave(p);
            return null;
        }
        int behind = JsonText.skipString(b, start, p, end);
        name = p + 1;
        nameEnd = behind - 1;
        at = JsonText.skipColon(b, start, behind, end);
        state = State.VALUE;
        return names.get(b, name, nameEnd);
    }

    @Override
    public void beginArray() {
        enter('[', "an array");
    }

    @Override
    public boolean nextElement() {
        if (state == State.VALUE || depth == 0 || (objects & 1) == 1) {
            throw new IllegalStateException("nextElement() belongs behind beginArray() or an element");
        }
        boolean first = state == State.FIRST;
        int p = first ? JsonText.firstElement(b, at, end) : JsonText.nextElement(b, start, at, end);
        if (p < end && b[p] == ']') {
            leave(p);
            return false;
        }
        at = first ? p : JsonText.skipSpace(b, p + 1, end);
        state = State.VALUE;
        return true;
    }

    private void enter(char opening, String expected) {
        if (first() != opening) {
            throw mismatch(expected);
        }
        JsonText.checkDepth(b, start, at, end, depth);
        depth++;
        objects = objects << 1 | (opening == '{' ? 1 : 0);
        state = State.FIRST;
    }

    private void leave(int closing) {
        depth--;
        objects >>>= 1;
        name = NO_NAME;
        consumed(closing + 1);
    }

    @Override
    public boolean skipNull() {
        if (first() != 'n') {
            return false;
        }
        skip();
        return true;
    }

    @Override
    public String string() {
        return text("a string");
    }

    @Override
    public boolean bool() {
        byte first = first();
        if (first != 't' && first != 'f') {
            throw mismatch("true or false");
        }
        skip();
        return first == 't';
    }

    @Override
    public long quantity() {
        long small = smallHex();
        if (small >= 0) {
            return small;
        }
        int from = at;
        BigInteger value = bigQuantity();
        if (value.bitLength() > 63) {
            throw mismatch("a quantity of at most 63 bits", from);
        }
        return value.longValue();
    }

    /** Consumes a quantity of at most 63 bits, as nearly all are, in plain hex; else answers -1 and consumes nothing. */
    private long smallHex() {
        if (first() != '"' || !Hex.isPrefix(b, at + 1, end)) {
            return -1;
        }
        int digits = at + 3;
        int p = digits;
        long value = 0;
        while (p < end && Hex.isDigit(b[p]) && value <= Long.MAX_VALUE >> 4) {
            value = value << 4 | Hex.digit(b[p]);
            p++;
        }
        if (p == digits || p - digits > JsonText.MAX_DIGITS || p >= end || b[p] != '"') {
            return -1;
        }
        consumed(p + 1);
        return value;
    }

    @Override
    public BigInteger bigQuantity() {
        long small = smallHex();
        if (small >= 0) {
            return BigInteger.valueOf(small);
        }
        int from = at;
        byte first = first();
        if (first >= '0' && first <= '9') {
            int p = JsonText.skipValue(b, start, at, end, depth);
            if (p - at <= JsonText.MAX_DIGITS && isInteger(at, p)) {
                consumed(p);
                return new BigInteger(JsonText.string(b, from, p));
            }
            throw mismatch(QUANTITY);
        }
        String text = text(QUANTITY);
        if (text.length() < 3 || text.length() > 2 + JsonText.MAX_DIGITS || !Hex.isHex(text)) {
            throw mismatch(QUANTITY, from);
        }
        return new BigInteger(text.substring(2), 16);
    }

    private boolean isInteger(int from, int to) {
        for (int p = from; p < to; p++) {
            if (b[p] < '0' || b[p] > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public Bytes bytes() {
        if (first() != '"') {
            throw mismatch(DATA);
        }
        int from = at;
        int behind = JsonText.skipString(b, start, at, end);
        int digits = behind - 1 - (at + 3);
        if (digits >= 0 && (digits & 1) == 0 && Hex.isPrefix(b, at + 1, end)) {
            byte[] data = Hex.decode(b, at + 3, digits);
            if (data != null) {
                consumed(behind);
                return Bytes.of(data, 0, data.length);
            }
        }
        try {
            return Bytes.fromHex(text(DATA));
        } catch (IllegalArgumentException e) {
            throw mismatch(DATA, from);
        }
    }

    @Override
    public Hash hash() {
        int p = at + 3;
        if (first() == '"'
                && p + 65 <= end
                && b[p + 64] == '"'
                && Hex.isPrefix(b, at + 1, end)
                && Hex.areDigits(b, p, 64)) {
            consumed(p + 65);
            return new Hash(Hex.word(b, p), Hex.word(b, p + 16), Hex.word(b, p + 32), Hex.word(b, p + 48));
        }
        int from = at;
        try {
            return Hash.of(text(HASH));
        } catch (IllegalArgumentException e) {
            throw mismatch(HASH, from);
        }
    }

    @Override
    public Address address() {
        int p = at + 3;
        if (first() == '"'
                && p + 41 <= end
                && b[p + 40] == '"'
                && Hex.isPrefix(b, at + 1, end)
                && Hex.areDigits(b, p, 40)) {
            consumed(p + 41);
            return new Address(Hex.word(b, p), Hex.word(b, p + 16), Hex.halfWord(b, p + 32));
        }
        int from = at;
        try {
            return Address.of(text(ADDRESS));
        } catch (IllegalArgumentException e) {
            throw mismatch(ADDRESS, from);
        }
    }

    @Override
    public Json json() {
        first();
        int from = at;
        int behind = JsonText.skipValue(b, start, from, end, depth);
        consumed(behind);
        return Json.of(b, from, behind - from);
    }

    @Override
    public void skip() {
        first();
        consumed(JsonText.skipValue(b, start, at, end, depth));
    }

    /** The first byte of the value ahead. */
    private byte first() {
        if (state != State.VALUE) {
            throw new IllegalStateException("no value ahead: call nextName() or nextElement() first");
        }
        if (at >= end) {
            throw Faults.malformed(b, start, at, end, "a value");
        }
        return b[at];
    }

    private void consumed(int behind) {
        at = depth > 0 ? behind : JsonText.skipSpace(b, behind, end);
        state = State.NEXT;
        if (depth == 0 && at < end) {
            throw Faults.malformed(b, start, at, end, "nothing after the value");
        }
    }

    private String text(String expected) {
        if (first() != '"') {
            throw mismatch(expected);
        }
        int from = at + 1;
        int behind = JsonText.skipString(b, start, at, end);
        consumed(behind);
        return JsonText.string(b, from, behind - 1);
    }

    private DecodeException mismatch(String expected) {
        return mismatch(expected, at);
    }

    /** The value at {@code from} is JSON, perhaps, but not what was asked for. */
    private DecodeException mismatch(String expected, int from) {
        int to = JsonText.skipValue(b, start, from, end, depth);
        return new DecodeException("expected " + expected + ", found " + Faults.shorten(b, from, to)
                + (name == NO_NAME ? "" : " in member '" + Faults.shorten(b, name, nameEnd) + "'"));
    }
}

package io.windlass.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the names of members, so that reading one of the few that there are makes no new text. Holds a fixed number of
 * short names; a newer one may take the place of an older one.
 *
 * <p>Thread-safe without locks: entries are immutable, and a thread that does not see one yet makes it again.
 */
final class Names {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SLOT_BITS = 10;
    private static final int LONGEST = 24;

    private final @Nullable Entry[] entries = new @Nullable Entry[1 << SLOT_BITS];

    /** A name, and its bytes as three words, padded with zeroes, which no name contains. */
    private record Entry(String name, long w0, long w1, long w2) {
        boolean is(long v0, long v1, long v2) {
            return w0 == v0 && w1 == v1 && w2 == v2;
        }
    }

    /** The name between two positions, which was stepped over before. */
    String get(byte[] b, int from, int to) {
        if (to - from > LONGEST) {
            return JsonText.string(b, from, to);
        }
        long w0 = word(b, from, to);
        long w1 = word(b, from + 8, to);
        long w2 = word(b, from + 16, to);
        int slot = (int) ((w0 * 31 + w1 * 17 + w2) * 0x9e3779b97f4a7c15L >>> 64 - SLOT_BITS);
        Entry entry = entries[slot];
        if (entry != null && entry.is(w0, w1, w2)) {
            return entry.name;
        }
        Entry beside = entries[slot ^ 1];
        if (beside != null && beside.is(w0, w1, w2)) {
            return beside.name;
        }
        // interned, so that a decoder's switch compares it by identity
        Entry added = new Entry(JsonText.string(b, from, to).intern(), w0, w1, w2);
        entries[entry == null || beside != null ? slot : slot ^ 1] = added;
        return added.name;
    }

    private static long word(byte[] b, int from, int to) {
        int length = to - from;
        if (length <= 0) {
            return 0;
        }
        if (from <= b.length - 8) {
            long word = (long) WORD.get(b, from);
            return length >= 8 ? word : word & (1L << 8 * length) - 1;
        }
        long word = 0;
        for (int p = Math.min(to, b.length) - 1; p >= from; p--) {
            word = word << 8 | b[p] & 0xff;
        }
        return word;
    }
}

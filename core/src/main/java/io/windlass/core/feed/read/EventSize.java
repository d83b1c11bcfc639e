package io.windlass.core.feed.read;

import io.windlass.Json;
import io.windlass.Log;
import org.jspecify.annotations.Nullable;

/** About how much memory an event takes. */
public final class EventSize {
    /** What an event holds beside its payload. */
    private static final int OVERHEAD = 400;

    /** Where events are counted, one that is larger counts as several of these. */
    private static final int ORDINARY = 4_096;

    private EventSize() {}

    /** The bytes of an event with this value, and with this JSON if that is kept. */
    public static int bytes(Object value, @Nullable Json json) {
        return OVERHEAD
                + (value instanceof Log log ? log.data().length() : 0)
                + (json == null ? 0 : json.text().length());
    }

    /** How many ordinary events so many are that take so many bytes together. */
    static int load(int events, long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(events, bytes / ORDINARY));
    }
}

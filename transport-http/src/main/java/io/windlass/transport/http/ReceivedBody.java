package io.windlass.transport.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects an answer's body in one array, up to a limit. */
final class ReceivedBody {
    /** What is allocated on the peer's word alone; more only once it has come. */
    private static final int TRUSTED = 64 * 1024;

    private static final int UNKNOWN_START = 1024;

    private final int limit;
    private byte[] bytes;
    private int length;

    /**
     * Starts empty.
     *
     * @param expected the length the peer announces, or -1
     * @param limit the most bytes taken
     */
    ReceivedBody(long expected, int limit) {
        this.limit = limit;
        long start = expected < 0 ? UNKNOWN_START : Math.min(expected, TRUSTED);
        bytes = new byte[(int) Math.min(start, limit)];
    }

    /** Takes the buffer's bytes; false, and nothing taken, if they would go beyond the limit. */
    boolean add(ByteBuffer buffer) {
        int more = buffer.remaining();
        if (more > limit - length) {
            return false;
        }
        if (more > bytes.length - length) {
            long doubled = Math.max(2L * bytes.length, length + more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
        }
        buffer.get(bytes, length, more);
        length += more;
        return true;
    }

    /** Holds the body from index 0 on; may be longer than it. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}

package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The message that is being received, in an array borrowed from the thread's scratch. */
final class MessageBuffer {
    // what a frame only announces is believed up to here; beyond, the array grows with what really comes
    private static final int BELIEVED = 1024 * 1024;
    private static final byte[] EMPTY = {};

    private final Scratch scratch;
    private final int limit;
    private byte @Nullable [] bytes;
    private int size;

    MessageBuffer(Scratch scratch, int limit) {
        this.scratch = scratch;
        this.limit = limit;
    }

    /** How many bytes may still be added. */
    int room() {
        return limit - size;
    }

    /** How many bytes of memory it holds. */
    int capacity() {
        return bytes == null ? 0 : bytes.length;
    }

    int limit() {
        return limit;
    }

    /**
     * Adds the next bytes of a frame. The caller has checked that the frame fits.
     *
     * @param count how many to take from {@code in}
     * @param expected how many the frame still has, these included
     */
    void append(ByteBuf in, int count, int expected) {
        if (count == 0) {
            return;
        }
        byte[] target = ensure(count, expected);
        in.readBytes(target, size, count);
        size += count;
    }

    /**
     * Adds what the inflater makes of its input next.
     *
     * @return true if it may have more
     */
    boolean append(Inflater inflater) throws DataFormatException, ProtocolViolation {
        if (room() == 0) {
            if (inflater.inflate(new byte[1]) > 0) {
                throw ProtocolViolation.tooLarge(limit);
            }
            return inflater.finished() && inflater.getRemaining() > 0;
        }
        byte[] target = ensure(1, 1);
        int count = inflater.inflate(target, size, Math.min(target.length, limit) - size);
        size += count;
        return inflater.finished() ? inflater.getRemaining() > 0 : count > 0;
    }

    private byte[] ensure(int count, int expected) {
        byte[] held = bytes;
        if (held == null) {
            held = scratch.take();
        }
        if (held.length - size < count) {
            long doubled = Math.min(2L * held.length, limit);
            long announced = (long) size + Math.min(expected, BELIEVED);
            held = Arrays.copyOf(held, (int) Math.max(size + count, Math.max(doubled, announced)));
        }
        bytes = held;
        return held;
    }

    void deliverTo(FrameSink sink) {
        sink.message(bytes == null ? EMPTY : bytes, size);
        release();
    }

    /** To be called when no more can be read for now. */
    void rest() {
        byte[] held = bytes;
        if (held != null && scratch.isCrowded() && held.length > 2 * size) {
            bytes = Arrays.copyOf(held, size);
            scratch.keep(held);
        }
    }

    void release() {
        byte[] held = bytes;
        if (held != null) {
            bytes = null;
            scratch.give(held);
        }
        size = 0;
    }
}

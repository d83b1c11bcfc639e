package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes the client's frames, masked. */
final class FrameWriter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MOST_DIRECT = 125;
    private static final int MOST_SHORT = 0xffff;

    private FrameWriter() {}

    /** How many bytes the frame takes. */
    static int size(int payloadLength) {
        int length = payloadLength <= MOST_DIRECT ? 2 : payloadLength <= MOST_SHORT ? 4 : 10;
        return Math.addExact(length + Integer.BYTES, payloadLength);
    }

    /** Writes one whole frame, for which there must be room. */
    static void write(ByteBuf out, int opcode, byte[] payload, int mask) {
        out.writeByte(FINAL | opcode);
        if (payload.length <= MOST_DIRECT) {
            out.writeByte(MASKED | payload.length);
        } else if (payload.length <= MOST_SHORT) {
            out.writeByte(MASKED | 126).writeShort(payload.length);
        } else {
            out.writeByte(MASKED | 127).writeLong(payload.length);
        }
        out.writeInt(mask);
        writeMasked(out, payload, mask);
    }

    private static void writeMasked(ByteBuf out, byte[] payload, int mask) {
        long twice = (long) mask << 32 | mask & 0xffff_ffffL;
        int at = 0;
        for (; at <= payload.length - Long.BYTES; at += Long.BYTES) {
            out.writeLong((long) LONGS.get(payload, at) ^ twice);
        }
        for (; at < payload.length; at++) {
            out.writeByte(payload[at] ^ mask >>> 24 - 8 * (at & 3));
        }
    }
}

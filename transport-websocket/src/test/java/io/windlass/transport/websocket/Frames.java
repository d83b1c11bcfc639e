package io.windlass.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds what a server sends. */
final class Frames {
    private Frames() {}

    static byte[] text(String text) {
        return frame(true, Opcode.TEXT, bytes(text));
    }

    static byte[] frame(boolean fin, int opcode, String payload) {
        return frame(fin, opcode, bytes(payload));
    }

    static byte[] frame(boolean fin, int opcode, byte[] payload) {
        return concat(head(fin, opcode, payload.length), payload);
    }

    static byte[] head(boolean fin, int opcode, long length) {
        ByteBuffer head = ByteBuffer.allocate(10).put((byte) ((fin ? 0x80 : 0) | opcode));
        if (length < 126) {
            head.put((byte) length);
        } else if (length <= 0xffff) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    static byte[] close(int code, String reason) {
        return frame(true, Opcode.CLOSE, concat(new byte[] {(byte) (code >> 8), (byte) code}, bytes(reason)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}

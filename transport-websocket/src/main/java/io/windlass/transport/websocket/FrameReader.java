package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's frames out of whatever pieces the socket brings: messages are put together from their fragments and told
 * whole, control frames are told at once. Text is not checked for being UTF-8: the codec does that while it parses.
 *
 * <p>It stands in for Netty's decoder and aggregator because it copies each byte once, straight to where the message is needed,
 * and makes no object for a frame.
 */
final class FrameReader {
    private static final int MOST_CONTROL_BYTES = 125;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private static final int RESERVED_BITS = 0x70;
    private static final int COMPRESSED = 0x40;

    private final FrameSink sink;
    private final MessageBuffer message;
    private final @Nullable Inflation inflation;
    private final byte[] control = new byte[MOST_CONTROL_BYTES];
    private int controlSize;

    // the head of the frame, which may come byte by byte
    private int headBytes;
    private int flagsAndOpcode;
    private int lengthBytesLeft;
    private boolean headComplete;
    /** Of the payload, what has not been read yet. */
    private long left;

    private boolean inMessage;
    private boolean compressed;
    private boolean ended;

    /** @param inflation for compressed messages, if these were agreed on */
    FrameReader(FrameSink sink, Scratch scratch, int maxMessageBytes, @Nullable Inflation inflation) {
        this.sink = sink;
        this.inflation = inflation;
        message = new MessageBuffer(scratch, maxMessageBytes);
    }

    /** Reads all there is; after the peer's close frame, nothing. */
    void read(ByteBuf in) throws ProtocolViolation {
        while (!ended && (headComplete || readHead(in))) {
            if (!readPayload(in)) {
                break;
            }
            headComplete = false;
            endFrame();
        }
        message.rest();
    }

    /** True if the peer owes the rest of a message or frame. */
    boolean isMidway() {
        return inMessage || headBytes > 0;
    }

    /** Gives back what it borrowed; to be called when the link ends. */
    void release() {
        ended = true;
        message.release();
        if (inflation != null) {
            inflation.release();
        }
    }

    private boolean readHead(ByteBuf in) throws ProtocolViolation {
        while (in.isReadable()) {
            int b = in.readUnsignedByte();
            switch (headBytes++) {
                case 0 -> flagsAndOpcode = b;
                case 1 -> startLength(b);
                default -> {
                    left = left << 8 | b;
                    lengthBytesLeft--;
                }
            }
            if (headBytes > 1 && lengthBytesLeft == 0) {
                checkHead();
                headComplete = true;
                return true;
            }
        }
        return false;
    }

    private void startLength(int b) throws ProtocolViolation {
        if ((b & 0x80) != 0) {
            throw ProtocolViolation.broken("the peer sent a masked frame, which only clients may");
        }
        lengthBytesLeft = b == SHORT_LENGTH ? 2 : b == LONG_LENGTH ? 8 : 0;
        left = lengthBytesLeft == 0 ? b : 0;
    }

    private void checkHead() throws ProtocolViolation {
        int opcode = opcode();
        boolean minimal = headBytes == 2 || left >= (headBytes == 4 ? SHORT_LENGTH : 0x1_0000);
        // the bit that marks a compressed message belongs on its first frame
        int allowedBits = inflation != null && (opcode == Opcode.TEXT || opcode == Opcode.BINARY) ? COMPRESSED : 0;
        if ((flagsAndOpcode & RESERVED_BITS & ~allowedBits) != 0) {
            throw ProtocolViolation.broken("the peer set a bit of an extension that was not agreed on");
        }
        if (!Opcode.isKnown(opcode)) {
            throw ProtocolViolation.broken("the peer sent a frame of the unknown type " + opcode);
        }
        if (left < 0 || !minimal) {
            throw ProtocolViolation.broken("the peer sent a malformed frame length");
        }
        if (Opcode.isControl(opcode)) {
            if (!isFinal() || left > MOST_CONTROL_BYTES) {
                throw ProtocolViolation.broken("the peer sent a control frame that is fragmented or too long");
            }
            controlSize = 0;
        } else if (inMessage != (opcode == Opcode.CONTINUATION)) {
            throw ProtocolViolation.broken(
                    inMessage
                            ? "the peer began a message before the last one ended"
                            : "the peer continued a message that never began");
        } else {
            compressed = inMessage ? compressed : (flagsAndOpcode & COMPRESSED) != 0;
            if (!compressed && left > message.room()) {
                throw ProtocolViolation.tooLarge(message.limit());
            }
        }
    }

    private boolean readPayload(ByteBuf in) throws ProtocolViolation {
        int count = (int) Math.min(left, in.readableBytes());
        if (Opcode.isControl(opcode())) {
            in.readBytes(control, controlSize, count);
            controlSize += count;
        } else if (compressed && inflation != null) {
            inflation.inflate(in.nioBuffer(in.readerIndex(), count), message);
            in.skipBytes(count);
        } else {
            // within the limit, which is an int
            message.append(in, count, (int) left);
        }
        left -= count;
        return left == 0;
    }

    private void endFrame() throws ProtocolViolation {
        headBytes = 0;
        switch (opcode()) {
            case Opcode.PING -> sink.ping(control, controlSize);
            case Opcode.PONG -> sink.pong(control, controlSize);
            case Opcode.CLOSE -> endWithClose();
            default -> {
                inMessage = !isFinal();
                if (!inMessage) {
                    if (compressed && inflation != null) {
                        inflation.endMessage(message);
                    }
                    message.deliverTo(sink);
                }
            }
        }
    }

    private void endWithClose() throws ProtocolViolation {
        ended = true;
        if (controlSize == 0) {
            sink.close(CloseCode.NONE_GIVEN, "");
            return;
        }
        int code = controlSize == 1 ? 0 : (control[0] & 0xff) << 8 | control[1] & 0xff;
        if (!CloseCode.mayBeSent(code)) {
            throw ProtocolViolation.broken("the peer sent a close frame without a valid code");
        }
        sink.close(code, new String(control, 2, controlSize - 2, StandardCharsets.UTF_8));
    }

    private int opcode() {
        return flagsAndOpcode & 0x0f;
    }

    private boolean isFinal() {
        return (flagsAndOpcode & 0x80) != 0;
    }
}

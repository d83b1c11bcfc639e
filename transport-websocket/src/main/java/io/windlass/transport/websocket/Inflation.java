package io.windlass.transport.websocket;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Inflates a link's messages as they come in, straight into the message, so that no compressed byte is kept. */
final class Inflation {
    // what RFC 7692 section 7.2.1 has the sender leave out at the end of a message
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final Inflaters inflaters;
    private final boolean keepsContext;
    private @Nullable Inflater inflater;

    Inflation(Inflaters inflaters, boolean keepsContext) {
        this.inflaters = inflaters;
        this.keepsContext = keepsContext;
    }

    /** Adds what the bytes inflate to. */
    void inflate(ByteBuffer compressed, MessageBuffer message) throws ProtocolViolation {
        Inflater using = inflater;
        if (using == null) {
            using = inflaters.take();
            inflater = using;
        }
        try {
            do {
                if (using.finished()) {
                    // the sender ended its stream, which it may; what follows begins another one
                    using.reset();
                }
                using.setInput(compressed);
            } while (message.append(using));
        } catch (DataFormatException e) {
            throw ProtocolViolation.broken("the peer sent damaged compressed data");
        }
    }

    void endMessage(MessageBuffer message) throws ProtocolViolation {
        inflate(ByteBuffer.wrap(TAIL), message);
        if (!keepsContext) {
            release();
        }
    }

    /** Gives back the inflater. */
    void release() {
        if (inflater != null) {
            inflaters.give(inflater);
            inflater = null;
        }
    }
}

package io.windlass.transport.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Masking keys of client frames, from a strong source as RFC 6455 section 5.3 demands, drawn in bulk. */
final class Masks {
    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[4096];
    private final ByteBuffer unused = ByteBuffer.wrap(drawn).limit(0);

    int next() {
        if (!unused.hasRemaining()) {
            random.nextBytes(drawn);
            unused.clear();
        }
        return unused.getInt();
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

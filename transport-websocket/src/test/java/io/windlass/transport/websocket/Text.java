package io.windlass.transport.websocket;

import io.windlass.spi.Outbound;
import java.nio.charset.StandardCharsets;

/** A message to send. Equal ones must still be told apart, as the contract goes by identity. */
record Text(String text) implements Outbound {
    @Override
    public byte[] payload() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.length() > 100 ? text.length() + " characters" : text;
    }
}

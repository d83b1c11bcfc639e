package io.windlass.transport.http;

import io.windlass.spi.Outbound;
import java.nio.charset.StandardCharsets;

/** A message with a name; equal to others on purpose, since messages are known by identity. */
final class TestMessage implements Outbound {
    private final String text;

    TestMessage(String text) {
        this.text = text;
    }

    @Override
    public byte[] payload() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TestMessage;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return text;
    }
}

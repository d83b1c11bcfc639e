package io.windlass.spi;

/** A message on its way out; known by identity. The engine's class may carry more. */
public interface Outbound {
    /** The bytes to send. Not to be changed or kept after the message was sent, failed or cancelled. */
    byte[] payload();
}

package io.windlass.spi;

import io.windlass.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens on a link. Called by one thread at a time for each link, on the transport's threads or on that of who
 * sends; must not block. A byte array is valid only during the call.
 */
public interface LinkListener {
    /** The message was handed to the socket: if the link dies from here on, the peer may have acted on it. */
    void sent(Outbound message);

    /**
     * A whole message came.
     *
     * @param inReplyTo the message whose exchange this ends, or null where the protocol does not tell
     * @param bytes holds the message
     * @param offset where it begins
     * @param length how long it is
     */
    void message(@Nullable Outbound inReplyTo, byte[] bytes, int offset, int length);

    /**
     * Bytes came of a message that is not whole yet. Told at least once a read of the socket where messages can be long, so
     * that a peer in the middle of a long answer is not taken for dead; a transport that times each exchange by itself need not
     * tell it.
     *
     * @param bytes about how many came since it was told last; more than zero
     */
    default void progress(int bytes) {}

    /** A message could not be sent, or its exchange failed; nothing more is heard of it. */
    void failed(Outbound message, TransportFailure failure);

    /** The peer answered a ping. */
    void pong(long nonce);

    /** The link is gone. The last call, exactly once. */
    void closed(CloseReason reason);
}

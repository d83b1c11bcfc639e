package io.windlass.spi;

import io.windlass.CloseReason;

/**
 * One open link to an endpoint, over which messages go as whole byte arrays. Thread-safe; nothing here blocks; after the link
 * has closed every method does nothing.
 */
public interface Link {
    /** What this link is and can. */
    LinkInfo info();

    /**
     * Sends a message. Its fate is told to the listener: {@link LinkListener#sent} and later, for an exchange, {@link
     * LinkListener#message} with it, or {@link LinkListener#failed}. A message that is sent while the link closes fails with
     * {@code mayHaveBeenProcessed = false}; once {@link LinkListener#closed} was told, nothing is told of it any more.
     */
    void send(Outbound message);

    /**
     * Gives up a message: what is not sent yet will not be, and an exchange is cut off. The listener hears nothing more of
     * it, save what is being told already.
     */
    void cancel(Outbound message);

    /** Sends a protocol ping; the answer comes as {@link LinkListener#pong}. Does nothing where the protocol has none. */
    void ping(long nonce);

    /** Stops or resumes reading from the socket, where the link pushes; by default it reads. */
    void read(boolean enabled);

    /**
     * Closes in good order where the protocol has one, with a deadline of a few seconds, then hard; at once if the reason is a
     * {@link CloseReason.Kind#TIMEOUT}, since who is taken for dead does not answer. The listener hears {@link
     * LinkListener#closed} with this reason.
     */
    void close(CloseReason reason);
}

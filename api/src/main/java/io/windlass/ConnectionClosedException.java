package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The connection is closed or has failed for good; it takes no more calls.
 */
public final class ConnectionClosedException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String connectionId;
    private final transient CloseReason reason;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param connectionId the connection
     * @param reason why it closed
     * @param cause what lies behind it
     */
    public ConnectionClosedException(
            String message, String connectionId, CloseReason reason, @Nullable Throwable cause) {
        super(message, cause);
        this.connectionId = connectionId;
        this.reason = reason;
    }

    /** The connection. */
    public String connectionId() {
        return connectionId;
    }

    /** Why it closed. */
    public CloseReason reason() {
        return reason;
    }
}

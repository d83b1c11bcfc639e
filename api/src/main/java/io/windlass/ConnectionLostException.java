package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The link died while a call was in flight. If outcomeUnknown is true the node may have executed the call: look at
 * the chain before sending a transaction again.
 */
public final class ConnectionLostException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String connectionId;
    private final String method;
    private final boolean outcomeUnknown;
    private final transient CloseReason reason;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param connectionId the connection
     * @param method the method that was called
     * @param outcomeUnknown true if the request had left and may have been executed
     * @param reason why the link died
     * @param cause what lies behind it
     */
    public ConnectionLostException(
            String message,
            String connectionId,
            String method,
            boolean outcomeUnknown,
            CloseReason reason,
            @Nullable Throwable cause) {
        super(message, cause);
        this.connectionId = connectionId;
        this.method = method;
        this.outcomeUnknown = outcomeUnknown;
        this.reason = reason;
    }

    /** The connection. */
    public String connectionId() {
        return connectionId;
    }

    /** The method that was called. */
    public String method() {
        return method;
    }

    /** True if the request had left and may have been executed. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }

    /** Why the link died. */
    public CloseReason reason() {
        return reason;
    }
}

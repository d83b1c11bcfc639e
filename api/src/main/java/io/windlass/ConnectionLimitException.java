package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The manager already holds as many connections as it may.
 */
public final class ConnectionLimitException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param limit the most connections the manager may hold
     * @param cause what lies behind it
     */
    public ConnectionLimitException(String message, int limit, @Nullable Throwable cause) {
        super(message, cause);
        this.limit = limit;
    }

    /** The most connections the manager may hold. */
    public int limit() {
        return limit;
    }
}

package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The endpoint refused for good: 401, 403, 404, a redirect, a certificate that is not trusted, or an answer that no node
 * gives. Trying again does not help; the configuration must change.
 */
public final class EndpointRefusedException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;
    private final int status;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param endpoint the endpoint, redacted
     * @param status the HTTP status, or 0 where the refusal was not one
     * @param cause what lies behind it
     */
    public EndpointRefusedException(String message, String endpoint, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.endpoint = endpoint;
        this.status = status;
    }

    /** The endpoint, redacted. */
    public String endpoint() {
        return endpoint;
    }

    /** The HTTP status, or 0 where the refusal was not one. */
    public int status() {
        return status;
    }
}

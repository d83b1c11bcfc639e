package io.windlass;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint answered a call with something that is no JSON-RPC answer to it: an HTTP error status, a page of
 * HTML, an empty body.
 */
public final class EndpointException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;
    private final int status;
    private final transient Optional<Duration> retryAfter;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param endpoint the endpoint, redacted
     * @param status the HTTP status, or 0 where there is none
     * @param retryAfter how long the endpoint asked to wait
     * @param cause what lies behind it
     */
    public EndpointException(
            String message, String endpoint, int status, Optional<Duration> retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.endpoint = endpoint;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The endpoint, redacted. */
    public String endpoint() {
        return endpoint;
    }

    /** The HTTP status, or 0 where there is none. */
    public int status() {
        return status;
    }

    /** How long the endpoint asked to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

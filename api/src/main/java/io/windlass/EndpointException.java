package io.windlass;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint answered a call with something that is no JSON-RPC answer to it: an HTTP error status, a page of
 * HTML, an empty body. If outcomeUnknown is true the node behind it may have executed the call: look at the chain before
 * sending a transaction again.
 */
public final class EndpointException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;
    private final int status;
    private final boolean outcomeUnknown;
    private final transient Optional<Duration> retryAfter;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param endpoint the endpoint, redacted
     * @param status the HTTP status, or 0 where there is none
     * @param outcomeUnknown true if the call is more than a read and may have been executed
     * @param retryAfter how long the endpoint asked to wait
     * @param cause what lies behind it
     */
    public EndpointException(
            String message,
            String endpoint,
            int status,
            boolean outcomeUnknown,
            Optional<Duration> retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.endpoint = endpoint;
        this.status = status;
        this.outcomeUnknown = outcomeUnknown;
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

    /**
     * True if the call is more than a read, and the answer leaves open whether the node executed it. A gateway that answers 502
     * or 504 may have passed the call on before; one that answers 401, 404 or 429 has not.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }

    /** How long the endpoint asked to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

package io.windlass.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a link could not be opened or a message failed.
 *
 * @param kind what went wrong
 * @param status the HTTP status, or 0 where there is none
 * @param retryAfter how long the peer asked to wait
 * @param mayHaveBeenProcessed true if the peer may have acted on the message
 * @param message for people, without secrets: what happened, such as {@code connection refused}
 * @param cause the exception behind it
 */
public record TransportFailure(
        Kind kind,
        int status,
        Optional<Duration> retryAfter,
        boolean mayHaveBeenProcessed,
        String message,
        Optional<Throwable> cause) {
    /** What went wrong. */
    public enum Kind {
        /** The host's name does not resolve. */
        UNKNOWN_HOST,
        /** Nothing listens, or the network does not reach it. */
        CONNECT,
        /** TLS failed: the certificate is not trusted, expired, or for another name. */
        TLS,
        /** The peer answered with an HTTP status other than the one needed. */
        STATUS,
        /** The peer does not speak the protocol. */
        PROTOCOL,
        /** The deadline passed. */
        TIMEOUT,
        /** The socket broke. */
        NETWORK,
        /** The answer is larger than allowed. */
        TOO_LARGE,
        /** The link is closed. */
        CLOSED
    }

    /** A failure with nothing but its kind, words and cause. */
    public static TransportFailure of(Kind kind, boolean mayHaveBeenProcessed, String message, Throwable cause) {
        return new TransportFailure(kind, 0, Optional.empty(), mayHaveBeenProcessed, message, Optional.of(cause));
    }

    /** A failure with nothing but its kind and words. */
    public static TransportFailure of(Kind kind, boolean mayHaveBeenProcessed, String message) {
        return new TransportFailure(kind, 0, Optional.empty(), mayHaveBeenProcessed, message, Optional.empty());
    }
}

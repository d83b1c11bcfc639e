package io.windlass;

import java.util.Optional;

/**
 * Why a link or a connection closed.
 *
 * @param kind who or what ended it
 * @param code the WebSocket close code (RFC 6455 section 7.4), or 0 where there is none; 1006 means the peer vanished
 *     without a close frame
 * @param message for people; holds no secrets
 * @param cause the failure behind it
 */
public record CloseReason(Kind kind, int code, String message, Optional<Throwable> cause) {
    /** Who or what ended a link. */
    public enum Kind {
        /** The user closed the connection. */
        LOCAL,
        /** The peer closed it in good order. */
        REMOTE,
        /** The socket broke. */
        NETWORK,
        /** The peer broke the protocol or sent more than allowed. */
        PROTOCOL,
        /** The peer did not answer in time. */
        TIMEOUT,
        /** Replaced by a newer link. */
        ROTATED
    }

    /** A reason without a cause. */
    public static CloseReason of(Kind kind, int code, String message) {
        return new CloseReason(kind, code, message, Optional.empty());
    }

    /** A reason with a cause. */
    public static CloseReason of(Kind kind, int code, String message, Throwable cause) {
        return new CloseReason(kind, code, message, Optional.of(cause));
    }

    /** The user closed it: code 1000. */
    public static CloseReason local() {
        return of(Kind.LOCAL, 1000, "closed by its owner");
    }

    @Override
    public String toString() {
        return kind + (code == 0 ? "" : " " + code) + ": " + message;
    }
}

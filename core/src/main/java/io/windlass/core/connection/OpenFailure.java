package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.ChainMismatchException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.EndpointRefusedException;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/**
 * Why an attempt to open a link failed, and whether another makes sense.
 *
 * @param permanent no other attempt makes sense
 * @param retryAfter how long the endpoint asked to wait
 * @param words for people, without secrets
 * @param status the HTTP status, or 0
 * @param cause what lies behind it
 */
record OpenFailure(boolean permanent, Optional<Duration> retryAfter, String words, int status, Throwable cause) {

    static OpenFailure of(Throwable thrown, ConnectionConfig config) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof TransportException transport) {
            TransportFailure f = transport.failure();
            boolean permanent = switch (f.kind()) {
                case TLS -> true;
                case STATUS -> isPermanent(f.status());
                case UNKNOWN_HOST, CONNECT, PROTOCOL, TIMEOUT, NETWORK, TOO_LARGE, CLOSED -> false;
            };
            return new OpenFailure(permanent, f.retryAfter(), config.redact(f.message()), f.status(), cause);
        }
        if (cause instanceof EndpointException endpoint) {
            // how an HTTP endpoint shows itself: its first call fails
            boolean permanent = isPermanent(endpoint.status()) || isTls(endpoint);
            String words = String.valueOf(endpoint.getMessage())
                    .replace("eth_chainId failed: " + config.endpoint() + ": ", "")
                    .replace("eth_chainId failed: " + config.endpoint() + " ", "it ");
            return new OpenFailure(permanent, endpoint.retryAfter(), words, endpoint.status(), cause);
        }
        if (cause instanceof ConnectionLostException lost) {
            return new OpenFailure(false, Optional.empty(), lost.reason().message(), 0, cause);
        }
        if (cause instanceof CallTimeoutException) {
            return noAnswerWithin(config.timeout());
        }
        // the message of what the engine does not know says little without its type: of an Error, but the name of a class
        String words = cause instanceof BlockchainException ? String.valueOf(cause.getMessage()) : cause.toString();
        return new OpenFailure(
                cause instanceof ChainMismatchException,
                Optional.empty(),
                config.redact(words),
                0,
                cause);
    }

    static OpenFailure noAnswerWithin(Duration timeout) {
        return new OpenFailure(
                false,
                Optional.empty(),
                "the node did not say its chain id within " + timeout,
                0,
                new CallTimeoutException(
                        "eth_chainId was not answered within " + timeout, "eth_chainId", timeout, false, null));
    }

    static OpenFailure closedEarly(CloseReason reason, Throwable otherwise) {
        return new OpenFailure(
                false,
                Optional.empty(),
                "the link closed before the node said its chain id (" + reason + ")",
                0,
                reason.cause().orElse(otherwise));
    }

    private static boolean isTls(Throwable failure) {
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** What asking again will not change: any answer but a server's error, "too early", "too slow" or "too many". */
    private static boolean isPermanent(int status) {
        return status >= 200 && status < 500 && status != 408 && status != 425 && status != 429;
    }

    /** The same, as the end of a first connect that cannot wait so long. */
    OpenFailure thatAsksForTooLongAWait() {
        String asked = "it asks to wait " + retryAfter.orElse(Duration.ZERO)
                + " before another attempt, longer than the first connect may take; connect again then, or raise timeout"
                + " or maxRetries";
        return new OpenFailure(permanent, retryAfter, words + "; " + asked, status, cause);
    }

    CloseReason reason() {
        return CloseReason.of(CloseReason.Kind.NETWORK, 0, words, cause);
    }

    /** What the user sees when the connection gives up because of this. */
    BlockchainException toException(ConnectionConfig config, int attempts, Duration elapsed) {
        if (cause instanceof ChainMismatchException mismatch) {
            return mismatch;
        }
        String head = "cannot connect to " + config.endpoint() + ": " + words;
        if (permanent) {
            return new EndpointRefusedException(head + hint(), config.endpoint(), status, cause);
        }
        return new ConnectionFailedException(
                head + " (" + attempts + (attempts == 1 ? " attempt, " : " attempts, ") + elapsed.toMillis() + " ms)"
                        + (hasAdvice() ? "" : "; check the address and that the node is up"),
                config.endpoint(),
                attempts,
                elapsed,
                cause);
    }

    /** Transports often know better what to change, and say it after a semicolon. */
    private boolean hasAdvice() {
        return words.indexOf(';') >= 0;
    }

    private String hint() {
        if (hasAdvice()) {
            return "";
        }
        return switch (status) {
            case 401, 403 -> "; check the key or the credentials";
            case 404, 405 -> "; check the path of the URL";
            default -> "";
        };
    }
}

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
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why an attempt to open a link failed, and whether another makes sense.
 *
 * @param outlook whether another attempt makes sense
 * @param retryAfter how long the endpoint asked to wait
 * @param words for people, without secrets
 * @param status the HTTP status, or 0
 * @param cause what lies behind it
 */
record OpenFailure(Outlook outlook, Optional<Duration> retryAfter, String words, int status, Throwable cause) {
    /** Whether another attempt makes sense. */
    enum Outlook {
        /** It does. */
        PASSES,
        /** Not for a first connect, where something is set up wrongly; an endpoint that has served before may be itself again. */
        REFUSED,
        /** It does not. */
        FOR_GOOD
    }

    static OpenFailure of(Throwable thrown, ConnectionConfig config) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof TransportException transport) {
            TransportFailure f = transport.failure();
            Outlook outlook = switch (f.kind()) {
                case TLS -> ofTls(cause);
                case STATUS -> ofStatus(f.status());
                case UNKNOWN_HOST, CONNECT, PROTOCOL, TIMEOUT, NETWORK, TOO_LARGE, CLOSED -> Outlook.PASSES;
            };
            return new OpenFailure(outlook, f.retryAfter(), config.redact(f.message()), f.status(), cause);
        }
        if (cause instanceof EndpointException endpoint) {
            // how an HTTP endpoint shows itself: its first call fails
            Outlook outlook = isTls(endpoint) ? ofTls(endpoint) : ofStatus(endpoint.status());
            String words = String.valueOf(endpoint.getMessage())
                    .replace("eth_chainId failed: " + config.endpoint() + ": ", "")
                    .replace("eth_chainId failed: " + config.endpoint() + " ", "it ");
            return new OpenFailure(outlook, endpoint.retryAfter(), words, endpoint.status(), cause);
        }
        if (cause instanceof ConnectionLostException lost) {
            return new OpenFailure(
                    Outlook.PASSES, Optional.empty(), lost.reason().message(), 0, cause);
        }
        if (cause instanceof CallTimeoutException) {
            return noAnswerWithin(config.timeout());
        }
        // the message of what the engine does not know says little without its type: of an Error, but the name of a
        // class
        String words = cause instanceof BlockchainException ? String.valueOf(cause.getMessage()) : cause.toString();
        return new OpenFailure(
                cause instanceof ChainMismatchException ? Outlook.FOR_GOOD : Outlook.PASSES,
                Optional.empty(),
                config.redact(words),
                0,
                cause);
    }

    static OpenFailure noAnswerWithin(Duration timeout) {
        return new OpenFailure(
                Outlook.PASSES,
                Optional.empty(),
                "the node did not say its chain id within " + timeout,
                0,
                new CallTimeoutException(
                        "eth_chainId was not answered within " + timeout, "eth_chainId", timeout, false, null));
    }

    static OpenFailure noLinkWithin(Duration timeout) {
        String words = "the transport opened no link within " + timeout;
        return new OpenFailure(Outlook.PASSES, Optional.empty(), words, 0, new TimeoutException(words));
    }

    static OpenFailure closedEarly(CloseReason reason, Throwable otherwise) {
        return new OpenFailure(
                Outlook.PASSES,
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

    /** A certificate stays what it is; other trouble of TLS comes from a peer that restarts, too. */
    private static Outlook ofTls(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateException
                    || at instanceof CertPathValidatorException
                    || at instanceof CertPathBuilderException
                    || at instanceof SSLPeerUnverifiedException) {
                return Outlook.FOR_GOOD;
            }
        }
        return Outlook.REFUSED;
    }

    /** What asking again will not change: any answer but a server's error, "too early", "too slow" or "too many". */
    private static Outlook ofStatus(int status) {
        return switch (status) {
            case 401, 403, 404, 407 -> Outlook.FOR_GOOD;
            case 408, 425, 429 -> Outlook.PASSES;
            default ->
                status >= 300 && status < 400
                        ? Outlook.FOR_GOOD
                        : status >= 200 && status < 500 ? Outlook.REFUSED : Outlook.PASSES;
        };
    }

    /** True if no other attempt is to be made. */
    boolean isPermanent(boolean firstConnect) {
        return outlook == Outlook.FOR_GOOD || firstConnect && outlook == Outlook.REFUSED;
    }

    /** The same, as the end of a first connect that cannot wait so long. */
    OpenFailure thatAsksForTooLongAWait() {
        String asked = "it asks to wait " + retryAfter.orElse(Duration.ZERO)
                + " before another attempt, longer than the first connect may take; connect again then, or raise timeout"
                + " or maxRetries";
        return new OpenFailure(outlook, retryAfter, words + "; " + asked, status, cause);
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
        if (outlook != Outlook.PASSES) {
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

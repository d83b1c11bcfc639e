package io.windlass.transport.websocket;

import io.netty.channel.ConnectTimeoutException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/** Turns what broke an attempt into a kind and words. */
final class OpeningFailure {
    private OpeningFailure() {}

    static TransportFailure ofLookup(Throwable thrown, Hop hop) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof UnknownHostException
                ? TransportFailure.of(
                        Kind.UNKNOWN_HOST,
                        false,
                        "the host name " + hop.host() + " of " + hop.who()
                                + " does not resolve; check the URL and the DNS",
                        cause)
                : TransportFailure.of(Kind.TLS, false, "the JVM's default TLS context cannot be made", cause);
    }

    static TransportFailure ofConnect(Throwable cause, Hop hop) {
        String words;
        if (cause instanceof ConnectTimeoutException) {
            words = hop.who() + " did not accept the connection in time";
        } else if (String.valueOf(cause.getMessage()).contains("refused")) {
            words = "connection refused: nothing listens on port " + hop.port() + " of " + hop.who()
                    + "; check host and port";
        } else {
            words = hop.who() + " cannot be reached; check the network";
        }
        return TransportFailure.of(Kind.CONNECT, false, words, cause);
    }

    /** The channel broke while it was used for what {@code doing} says. */
    static TransportFailure ofBreak(Throwable cause, Target target, String doing) {
        if (cause instanceof SSLException && !(cause.getCause() instanceof IOException)) {
            return Tls.failure(cause, target);
        }
        // some servers do not say why they hang up
        String advice = target.secure() ? "; check whether the server asks for a client certificate" : "";
        if (cause instanceof ClosedChannelException) {
            return TransportFailure.of(Kind.NETWORK, false, "the connection was ended while " + doing + advice, cause);
        }
        if (cause instanceof IOException) {
            return TransportFailure.of(Kind.NETWORK, false, "the connection broke while " + doing + advice, cause);
        }
        return TransportFailure.of(
                Kind.NETWORK,
                false,
                "an unexpected " + cause.getClass().getSimpleName() + " ended the attempt while " + doing,
                cause);
    }

    static TransportFailure ofTimeout(Duration timeout, String doing) {
        String text = timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
        return TransportFailure.of(Kind.TIMEOUT, false, "no link within " + text + ": timed out while " + doing);
    }
}

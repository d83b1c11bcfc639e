package io.windlass.transport.http;

import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says what an exception of the HTTP client means, in words that hold nothing the peer or the URL said. */
final class Failures {
    private static final int MAX_DEPTH = 16;

    private Failures() {}

    /** For an exception that the client threw before it took the request. */
    static TransportFailure notTaken(RuntimeException error) {
        return TransportFailure.of(Kind.PROTOCOL, false, "the HTTP client did not take the request: " + name(error));
    }

    static TransportFailure of(Throwable error, LinkLimits limits) {
        if (find(error, HttpConnectTimeoutException.class) != null) {
            return TransportFailure.of(
                    Kind.TIMEOUT,
                    false,
                    "no connection to " + limits.peer() + " within "
                            + limits.connectTimeout().toMillis()
                            + " ms; check host, port and firewall, or raise the timeout",
                    error);
        }
        SSLException tls = find(error, SSLException.class);
        if (tls != null) {
            boolean mayHaveLeft = !(tls instanceof SSLHandshakeException);
            if (mayHaveLeft || !brokeBeneath(tls)) {
                return TransportFailure.of(Kind.TLS, mayHaveLeft, tlsMessage(tls), error);
            }
            return TransportFailure.of(
                    Kind.NETWORK,
                    false,
                    "the connection broke during the TLS handshake; check that this port speaks TLS, and whether the"
                            + " server asks for a client certificate",
                    error);
        }
        if (find(error, UnresolvedAddressException.class) != null || find(error, UnknownHostException.class) != null) {
            return TransportFailure.of(
                    Kind.UNKNOWN_HOST,
                    false,
                    "the name of " + limits.peer() + " does not resolve; check it and the DNS",
                    error);
        }
        if (find(error, NoRouteToHostException.class) != null) {
            return TransportFailure.of(
                    Kind.CONNECT, false, "no route to " + limits.peer() + "; check the network", error);
        }
        if (find(error, ConnectException.class) != null) {
            return TransportFailure.of(
                    Kind.CONNECT,
                    false,
                    "the connection to " + limits.peer()
                            + " was refused, or the network is not reachable; check host and port, and that it runs",
                    error);
        }
        if (tunnelFailed(error)) {
            return TransportFailure.of(
                    Kind.CONNECT, false, "the proxy did not reach the server; check host, port and the proxy", error);
        }
        if (find(error, ZipException.class) != null) {
            return TransportFailure.of(Kind.PROTOCOL, true, "the compressed answer is damaged");
        }
        if (find(error, ProtocolException.class) != null || find(error, IOException.class) == null) {
            // without the cause: its text can quote what the peer sent, which can quote the URL
            return TransportFailure.of(
                    Kind.PROTOCOL,
                    true,
                    "the answer is not HTTP as it should be (" + name(error) + "); check the port");
        }
        if (noRoom(error) || refusedStream(error)) {
            return TransportFailure.of(
                    Kind.NETWORK,
                    false,
                    "the server takes no more HTTP/2 streams at once; lower maxConnections, or use fewer connections",
                    error);
        }
        return TransportFailure.of(Kind.NETWORK, true, "the connection broke before the answer was complete", error);
    }

    /** It is not TLS that failed. */
    private static boolean brokeBeneath(SSLException tls) {
        IOException beneath = find(tls.getCause(), IOException.class);
        return beneath != null && !(beneath instanceof SSLException)
                || says(tls, "Remote host terminated the handshake");
    }

    // the JDK has no types for these

    private static boolean tunnelFailed(Throwable error) {
        return says(error, "Tunnel failed");
    }

    /** True if the server takes no more HTTP/2 streams for now; nothing was sent. */
    static boolean noRoom(Throwable error) {
        return says(error, "too many concurrent streams");
    }

    /** True for {@code REFUSED_STREAM}, by which a server says that it did nothing (RFC 9113, section 8.7). */
    private static boolean refusedStream(Throwable error) {
        return says(error, "Received RST_STREAM: Stream not processed");
    }

    private static boolean says(Throwable error, String words) {
        IOException broken = find(error, IOException.class);
        return broken != null && String.valueOf(broken.getMessage()).startsWith(words);
    }

    private static String tlsMessage(SSLException tls) {
        if (find(tls, CertificateExpiredException.class) != null) {
            return "TLS: the server's certificate has expired; renew it";
        }
        if (find(tls, CertificateNotYetValidException.class) != null) {
            return "TLS: the server's certificate is not valid yet; check the clocks";
        }
        if (find(tls, CertPathBuilderException.class) != null || find(tls, CertPathValidatorException.class) != null) {
            return "TLS: the server's certificate is not trusted; trust its CA in the sslContext, or correct the server";
        }
        if (find(tls, CertificateException.class) != null) {
            return "TLS: the server's certificate is for another name; use the name it was issued for";
        }
        return alertMessage(String.valueOf(tls.getMessage()));
    }

    /** What the server said of our side. The JDK gives an alert's name (RFC 8446, section 6) only within its text. */
    private static String alertMessage(String text) {
        String alert = text.contains("Received fatal alert: ") ? text.substring(text.lastIndexOf(' ') + 1) : "";
        return switch (alert) {
            case "certificate_required" ->
                "TLS: the server asks for a client certificate; give an sslContext whose key store holds one";
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied" ->
                "TLS: the server asks for a client certificate and accepts none that it was given (" + alert
                        + "); give an sslContext whose key store holds one that the server trusts";
            case "handshake_failure" ->
                "TLS: the server refused the handshake: it asks for a client certificate (give an sslContext whose key"
                        + " store holds one), or shares no cipher with this JVM";
            case "protocol_version" -> "TLS: the server speaks no version of TLS that the sslContext allows";
            default -> "TLS failed; does this port speak TLS, and do both sides share a version?";
        };
    }

    private static <T extends Throwable> @Nullable T find(@Nullable Throwable error, Class<T> type) {
        @Nullable Throwable current = error;
        for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(current)) {
                return type.cast(current);
            }
            current = current.getCause();
        }
        return null;
    }

    private static String name(Throwable error) {
        return error.getClass().getSimpleName();
    }
}

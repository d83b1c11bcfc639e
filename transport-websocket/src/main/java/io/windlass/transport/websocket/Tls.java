package io.windlass.transport.websocket;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS with the JDK's engine, and its failures in words. */
final class Tls {
    private Tls() {}

    /** A client that checks the certificate, and that it is for this host. */
    static SslHandler handler(SSLContext context, Target target) {
        SSLEngine engine = context.createSSLEngine(target.host(), target.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!isAddress(target.host())) {
            // the JDK itself leaves out names without a dot
            parameters.setServerNames(List.of(new SNIHostName(target.host())));
        }
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        // the one deadline of the whole opening bounds the handshake
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    static TransportFailure failure(Throwable thrown, Target target) {
        return TransportFailure.of(Kind.TLS, false, words(thrown, target), thrown);
    }

    private static String words(Throwable thrown, Target target) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String known = knownWords(t, target);
            if (known != null) {
                return known;
            }
        }
        return "the TLS handshake failed: " + thrown.getMessage();
    }

    private static @Nullable String knownWords(Throwable t, Target target) {
        if (t instanceof NotSslRecordException) {
            return "the server does not speak TLS on port " + target.port() + "; check the port, or use ws://";
        }
        BasicReason reason = t instanceof CertPathValidatorException e && e.getReason() instanceof BasicReason r
                ? r
                : BasicReason.UNSPECIFIED;
        if (t instanceof CertificateExpiredException || reason == BasicReason.EXPIRED) {
            return "the server's certificate has expired";
        }
        if (t instanceof CertificateNotYetValidException || reason == BasicReason.NOT_YET_VALID) {
            return "the server's certificate is not valid yet; check this machine's clock";
        }
        if (reason == BasicReason.REVOKED) {
            return "the server's certificate was revoked";
        }
        if (t instanceof CertPathBuilderException || reason == BasicReason.INVALID_SIGNATURE) {
            return "the server's certificate is not trusted: its issuer is not in the trust store; give an SSLContext"
                    + " that trusts it";
        }
        if (t instanceof CertificateException && isAboutTheName(t.getMessage())) {
            return "the server's certificate is not for the name " + target.host();
        }
        return t instanceof SSLException ? wordsOfAlert(String.valueOf(t.getMessage())) : null;
    }

    /** What the server said of our side. The JDK gives an alert's name (RFC 8446 section 6) only within its text. */
    private static @Nullable String wordsOfAlert(String message) {
        if (!message.contains("Received fatal alert: ")) {
            return null;
        }
        String alert = message.substring(message.lastIndexOf(' ') + 1);
        return switch (alert) {
            case "certificate_required" ->
                "the server asks for a client certificate; give an SSLContext whose key store holds one";
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied" ->
                "the server asks for a client certificate and accepts none that it was given (" + alert
                        + "); give an SSLContext whose key store holds one that the server trusts";
            case "handshake_failure" ->
                "the server refused the handshake: it asks for a client certificate (give an SSLContext whose key store"
                        + " holds one), or shares no cipher with this JVM";
            case "protocol_version" -> "the server speaks no version of TLS that the SSLContext allows";
            default -> null;
        };
    }

    // the JDK has no type for it
    private static boolean isAboutTheName(@Nullable String message) {
        return message != null
                && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
    }
}

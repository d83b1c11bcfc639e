package io.windlass.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.windlass.Endpoints;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges the answer to an upgrade. */
final class Refusal {
    private static final int SWITCHING_PROTOCOLS = 101;

    private Refusal() {}

    /** Why the answer is no upgrade; empty if it is one. */
    static Optional<TransportFailure> of(HttpResponse response, UpgradeRequest request) {
        if (response.decoderResult().isFailure()) {
            return Optional.of(TransportFailure.of(
                    Kind.PROTOCOL,
                    false,
                    "the server's answer to the upgrade is not valid HTTP; check that the URL names a node",
                    response.decoderResult().cause()));
        }
        int status = response.status().code();
        if (status != SWITCHING_PROTOCOLS) {
            return Optional.of(new TransportFailure(
                    Kind.STATUS,
                    status,
                    RetryAfter.of(response.headers(), Instant.now()),
                    false,
                    "HTTP status " + status + " instead of 101: " + hint(status, response.headers()),
                    Optional.empty()));
        }
        return Optional.ofNullable(flaw(response.headers(), request))
                .map(flaw -> TransportFailure.of(
                        Kind.PROTOCOL, false, "the server does not speak WebSocket properly: " + flaw));
    }

    private static String hint(int status, HttpHeaders headers) {
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                "the server redirects" + destination(headers)
                        + "; redirects are not followed, use the URL that the provider names";
            case 400 -> "the server takes it for a bad request; check the URL's path";
            case 401 -> "the credentials are missing or wrong; check the API key or the auth setting";
            case 403 -> "access is denied; check the API key, its allow-list and its plan";
            case 404 -> "the URL's path does not exist; check it and the key in it";
            case 405, 426 -> "no WebSocket is served here; check the URL";
            case 429 -> "too many requests; wait, or ask the provider for a higher limit";
            default -> defaultHint(status);
        };
    }

    private static String defaultHint(int status) {
        if (status >= 500) {
            return "the server is in trouble; try again later";
        }
        if (status >= 200 && status < 300) {
            return "this is a plain HTTP endpoint; use its ws:// or wss:// URL, or connect with http:// or https://";
        }
        return "the server refused the upgrade; check the URL";
    }

    private static String destination(HttpHeaders headers) {
        String location = headers.get(HttpHeaderNames.LOCATION);
        if (location == null) {
            return "";
        }
        try {
            URI uri = new URI(location.strip());
            return uri.getHost() == null ? " on the same host" : " to " + Endpoints.redact(uri);
        } catch (URISyntaxException e) {
            // not worth a failure of its own, and must not be shown
            return "";
        }
    }

    private static @Nullable String flaw(HttpHeaders headers, UpgradeRequest request) {
        if (!headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return "its answer has no header 'Upgrade: websocket'";
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "its answer has no header 'Connection: Upgrade'";
        }
        String accept = headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        if (accept == null || !accept.strip().equals(request.accept())) {
            return "its answer has a wrong Sec-WebSocket-Accept; a proxy may have cached it";
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            return "it chose an extension that was not offered";
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL) && !request.asksSubprotocol()) {
            return "it chose a subprotocol that was not asked for";
        }
        return null;
    }
}

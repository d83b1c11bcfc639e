package io.windlass.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges the server's answer by RFC 6455 section 4.1. */
final class UpgradeAnswer {
    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;

    private UpgradeAnswer() {}

    /** True if another answer follows this one. */
    static boolean isInterim(HttpResponse response) {
        int status = response.status().code();
        return response.decoderResult().isSuccess()
                && status >= CONTINUE
                && status < OK
                && status != SWITCHING_PROTOCOLS;
    }

    /**
     * Insists that the upgrade is granted.
     *
     * @return what was agreed on
     * @throws TransportException if it is not
     */
    static Compression check(HttpResponse response, UpgradeRequest request) {
        if (response.decoderResult().isFailure()) {
            throw new TransportException(TransportFailure.of(
                    Kind.PROTOCOL,
                    false,
                    "the server's answer to the upgrade is not valid HTTP; check that the URL names a node",
                    response.decoderResult().cause()));
        }
        HttpHeaders headers = response.headers();
        int status = response.status().code();
        if (status != SWITCHING_PROTOCOLS) {
            throw new TransportException(new TransportFailure(
                    Kind.STATUS,
                    status,
                    RetryAfter.of(headers, Instant.now()),
                    false,
                    "HTTP status " + status + " instead of 101: " + StatusHint.of(status, headers),
                    Optional.empty()));
        }
        String flaw = flaw(headers, request);
        if (flaw != null) {
            throw notWebSocket(flaw);
        }
        try {
            return Compression.of(headers);
        } catch (ProtocolViolation e) {
            throw notWebSocket(String.valueOf(e.getMessage()));
        }
    }

    private static TransportException notWebSocket(String flaw) {
        return new TransportException(
                TransportFailure.of(Kind.PROTOCOL, false, "the server does not speak WebSocket properly: " + flaw));
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
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL) && !request.asksSubprotocol()) {
            return "it chose a subprotocol that was not asked for";
        }
        return null;
    }
}

package io.windlass.transport.http;

import io.windlass.Endpoints;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a complete answer is a message or a failure. */
final class StatusRule {
    /** These concern the endpoint or the credentials, whatever the body says; but see {@link #asksForAPause}. */
    private static final Set<Integer> NEVER_A_MESSAGE = Set.of(401, 403, 404, 407, 429, 503);

    /** Said before a request is looked into: it went to no node. A gateway's 5xx can come after it has passed the request on. */
    private static final Set<Integer> NOT_ACTED_UPON = Set.of(401, 403, 404, 405, 407, 413, 429);

    private static final byte[] PAUSE = "\"backoff_seconds\"".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] JSON_RPC = "\"jsonrpc\"".getBytes(StandardCharsets.US_ASCII);

    private StatusRule() {}

    static boolean success(int status) {
        return status >= 200 && status < 300;
    }

    /** The failure, or null if the body is a message. */
    static @Nullable TransportFailure judge(int status, HttpHeaders headers, ReceivedBody body, InstantSource clock) {
        if (success(status)) {
            return body.length() > 0
                    ? null
                    : new TransportFailure(
                            Kind.PROTOCOL,
                            status,
                            Optional.empty(),
                            true,
                            "the answer is empty; is this the URL of a JSON-RPC endpoint?",
                            Optional.empty());
        }
        boolean aboutCalls = !NEVER_A_MESSAGE.contains(status) || status == 429 && asksForAPause(headers, body);
        boolean message = status >= 400 && aboutCalls && isJsonRpc(body);
        return message ? null : refusal(status, headers, clock);
    }

    /** The failure for a status, without looking at a body. */
    static TransportFailure refusal(int status, HttpHeaders headers, InstantSource clock) {
        return new TransportFailure(
                Kind.STATUS,
                status,
                RetryAfter.of(headers, clock),
                !redirect(status) && !NOT_ACTED_UPON.contains(status),
                "answered with HTTP status " + status + hint(status, headers),
                Optional.empty());
    }

    private static String hint(int status, HttpHeaders headers) {
        if (redirect(status)) {
            return target(headers) + "; redirects are not followed: use the URL it leads to";
        }
        return switch (status) {
            case 400 -> " (bad request); check the URL, and for https whether the server asks for a client certificate";
            case 401 -> " (unauthorized); check the API key or the credentials";
            case 403 -> " (forbidden); check the key, its allow-list and its plan";
            case 404 -> " (not found); check the path of the URL";
            case 405 -> " (method not allowed); is this the URL of a JSON-RPC endpoint?";
            case 407 ->
                " (proxy authentication required); check the proxy's credentials, and for https start the JVM with"
                        + " -Djdk.http.auth.tunneling.disabledSchemes= (empty): it keeps Basic ones back otherwise";
            case 413 -> " (too large); send smaller batches";
            case 429 -> " (too many requests); send fewer, or raise the plan's limit";
            default -> "";
        };
    }

    private static boolean redirect(int status) {
        return status >= 300 && status < 400;
    }

    private static String target(HttpHeaders headers) {
        try {
            return headers.firstValue("Location")
                    .map(URI::create)
                    .filter(location -> location.getHost() != null)
                    .map(location -> ", a redirect to " + Endpoints.redact(location))
                    .orElse(", a redirect");
        } catch (IllegalArgumentException e) {
            return ", a redirect to something that is no URL";
        }
    }

    /** Infura says in the body for how long, and whether the quota is used up: whoever reads messages understands that. */
    private static boolean asksForAPause(HttpHeaders headers, ReceivedBody body) {
        return headers.firstValue("Retry-After").isEmpty() && contains(body, 0, PAUSE);
    }

    /** A look at the bytes, not a parse: gateways answer errors with JSON of their own, which is no answer of a node. */
    private static boolean isJsonRpc(ReceivedBody body) {
        byte[] bytes = body.bytes();
        int start = 0;
        while (start < body.length() && bytes[start] <= ' ' && bytes[start] >= 0) {
            start++;
        }
        if (start == body.length() || bytes[start] != '{' && bytes[start] != '[') {
            return false;
        }
        return contains(body, start, JSON_RPC);
    }

    private static boolean contains(ReceivedBody body, int start, byte[] name) {
        for (int i = start; i <= body.length() - name.length; i++) {
            if (Arrays.equals(body.bytes(), i, i + name.length, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }
}

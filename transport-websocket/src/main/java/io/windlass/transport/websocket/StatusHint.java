package io.windlass.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.windlass.Endpoints;
import java.net.URI;
import java.net.URISyntaxException;

/** What to do about an HTTP status that refuses an upgrade. */
final class StatusHint {
    private StatusHint() {}

    static String of(int status, HttpHeaders headers) {
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                "the server redirects" + destination(headers)
                        + "; redirects are not followed, use the URL that the provider names";
            case 400 ->
                "the server takes it for a bad request; check the URL's path, and for wss:// whether it asks for a client"
                        + " certificate";
            case 401 -> "the credentials are missing or wrong; check the API key or the auth setting";
            case 403 -> "access is denied; check the API key, its allow-list and its plan";
            case 404 -> "the URL's path does not exist; check it and the key in it";
            case 405, 426 -> "no WebSocket is served here; check the URL";
            case 429 -> "too many requests; wait, or ask the provider for a higher limit";
            default -> otherwise(status);
        };
    }

    private static String otherwise(int status) {
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
}

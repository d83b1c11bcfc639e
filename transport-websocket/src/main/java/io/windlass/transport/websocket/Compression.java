package io.windlass.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What was agreed on permessage-deflate (RFC 7692) for what the server sends. The client offers to be sent compressed messages
 * and sends its own, which are small, as they are.
 *
 * @param agreed true if the server may compress
 * @param keepsContext true if a message may refer to the ones before it, so that each link needs a window of its own
 */
record Compression(boolean agreed, boolean keepsContext) {
    /** The server is told that it needs no window for us. */
    static final String OFFER = "permessage-deflate; client_no_context_takeover";

    static final Compression NONE = new Compression(false, false);

    /** Reads the server's choice. */
    static Compression of(HttpHeaders headers) throws ProtocolViolation {
        String chosen = String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
        if (chosen.isBlank()) {
            return NONE;
        }
        String[] parts = chosen.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("permessage-deflate") || chosen.indexOf(',') >= 0) {
            throw ProtocolViolation.broken("it chose an extension that was not offered");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            String name = parameter[0].strip();
            String value = parameter.length == 1 ? "" : parameter[1].strip().replace("\"", "");
            if (!seen.add(name) || !isLegal(name, value)) {
                throw ProtocolViolation.broken("it chose parameters of permessage-deflate that were not offered");
            }
        }
        return new Compression(true, !seen.contains("server_no_context_takeover"));
    }

    private static boolean isLegal(String name, String value) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            // a smaller window than the one that an inflater has anyway
            case "server_max_window_bits" -> value.matches("[89]|1[0-5]");
            default -> false;
        };
    }
}

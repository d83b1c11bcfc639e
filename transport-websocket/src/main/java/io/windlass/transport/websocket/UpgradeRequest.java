package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.windlass.ConnectionConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The request of RFC 6455 section 4.1, and what must answer its key. */
final class UpgradeRequest {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String text;
    private final String accept;
    private final boolean asksSubprotocol;

    /** @throws IllegalArgumentException if the credentials hold control characters; the message does not show them */
    UpgradeRequest(ConnectionConfig config, Target target, byte[] nonce) {
        String key = Base64.getEncoder().encodeToString(nonce);
        accept = acceptOf(key);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", target.hostHeader());
        headers.put("User-Agent", "windlass");
        headers.putAll(config.headers());
        config.auth().ifPresent(auth -> headers.put("Authorization", auth.headerValue()));
        // a request without a body, whatever was given
        headers.remove("Content-Length");
        headers.remove("Transfer-Encoding");
        headers.put("Connection", "Upgrade");
        headers.put("Upgrade", "websocket");
        headers.put("Sec-WebSocket-Version", "13");
        headers.put("Sec-WebSocket-Key", key);
        headers.put("Sec-WebSocket-Extensions", Compression.OFFER);
        asksSubprotocol = headers.containsKey("Sec-WebSocket-Protocol");
        text = textOf(target, headers);
    }

    private static String textOf(Target target, Map<String, String> headers) {
        StringBuilder text = new StringBuilder(512);
        text.append("GET ").append(target.path()).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> {
            text.append(name)
                    .append(": ")
                    .append(HeaderValue.checked(name, value))
                    .append("\r\n");
        });
        return text.append("\r\n").toString();
    }

    ByteBuf encode(ByteBufAllocator allocator) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return allocator.buffer(bytes.length).writeBytes(bytes);
    }

    /** What {@code Sec-WebSocket-Accept} must hold. */
    String accept() {
        return accept;
    }

    /** True if the headers given ask for a subprotocol, so that the server may choose one. */
    boolean asksSubprotocol() {
        return asksSubprotocol;
    }

    private static String acceptOf(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

package io.windlass.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A request's head and body as a client sent them, and when: by the clock of {@link System#nanoTime()}. */
final class FaultProxyRequest {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int LONGEST_HEAD = 64 * 1024;

    private final String head;
    private final byte[] body;
    private final long arrivedNanos = System.nanoTime();
    private volatile long answeredNanos;

    private FaultProxyRequest(String head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** The next one; empty if the client has no more. */
    static Optional<FaultProxyRequest> read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.append((char) next);
            if (head.length() > LONGEST_HEAD) {
                throw new IOException("a head of more than " + LONGEST_HEAD + " bytes");
            }
        }
        int length = Integer.parseInt(header(head.toString(), "content-length").orElse("0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the request ends within its body");
        }
        return Optional.of(new FaultProxyRequest(head.toString(), body));
    }

    private static Optional<String> header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    boolean isUpgrade() {
        return header(head, "upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
    }

    /** Over HTTP an attempt to connect begins with the question for the chain. */
    boolean beginsAttempt() {
        return isUpgrade() || new String(body, StandardCharsets.UTF_8).contains("\"eth_chainId\"");
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    /** When the proxy answered it by itself. */
    long answeredNanos() {
        return answeredNanos;
    }

    void answeredNow() {
        answeredNanos = System.nanoTime();
    }

    /** As the node wants it: anvil serves no path but the root. */
    byte[] forNode() {
        String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
        String rooted = line[0] + " / " + line[2] + head.substring(head.indexOf("\r\n"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(rooted.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }
}

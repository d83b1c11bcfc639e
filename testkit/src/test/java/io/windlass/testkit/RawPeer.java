package io.windlass.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client on a bare socket, so that the devnet is tested by nothing that shares its code. One thread at a time. */
final class RawPeer implements AutoCloseable {
    /** What the tests wait at most for what must come; and how long they watch for what must not. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final int WATCH_MILLIS = 200;

    /** How a socket ended. */
    enum End {
        FIN,
        RST
    }

    /** A WebSocket frame. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** An HTTP response. */
    record Response(int status, Map<String, String> headers, String body) {}

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private long lastId;

    private RawPeer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
        out = socket.getOutputStream();
    }

    /** A TCP connection, for HTTP. */
    static RawPeer http(Devnet devnet) throws IOException {
        return new RawPeer(devnet.port());
    }

    /** A WebSocket, upgraded. */
    static RawPeer webSocket(Devnet devnet) throws IOException {
        RawPeer peer = http(devnet);
        Response response = peer.upgrade("/some/path?key=1");
        if (response.status() != 101) {
            throw new AssertionError("the upgrade was answered with " + response);
        }
        return peer;
    }

    Response upgrade(String path) throws IOException {
        sendUpgrade(path);
        return readResponse();
    }

    void sendUpgrade(String path) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }

    Response post(String body) throws IOException {
        sendPost(body);
        return readResponse();
    }

    void sendPost(String body) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        write("POST /v3/key HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n" + body);
    }

    Response get() throws IOException {
        write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return readResponse();
    }

    /** Calls over HTTP. */
    Tree postCall(String method, String params) throws IOException {
        Response response = post(request(++lastId, method, params));
        if (response.status() != 200) {
            throw new AssertionError("HTTP " + response);
        }
        return Tree.of(response.body());
    }

    static String request(long id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    /** Calls over WebSocket; the answer must be the next message. */
    Tree call(String method, String params) throws IOException {
        send(request(++lastId, method, params));
        Tree answer = message();
        if (!answer.has("id") || answer.at("id").number() != lastId) {
            throw new AssertionError("expected the answer to call " + lastId + ", got " + answer);
        }
        return answer;
    }

    /** The result of a call over WebSocket. */
    Tree result(String method, String params) throws IOException {
        return call(method, params).at("result");
    }

    /** Subscribes; the id of the subscription. */
    String subscribe(String params) throws IOException {
        return result("eth_subscribe", params).text();
    }

    void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.write(new byte[4]); // the mask: zeroes leave the payload as it is
        frame.write(payload);
        out.write(frame.toByteArray());
    }

    /** The next message. */
    Tree message() throws IOException {
        Frame frame = frame();
        if (frame.opcode() != TEXT) {
            throw new AssertionError("expected a text frame, got " + frame.opcode() + " " + frame.text());
        }
        return Tree.of(frame.text());
    }

    /** The result of the next message, which must be a notification to this subscription. */
    Tree notification(String subscription) throws IOException {
        Tree message = message();
        Tree params = message.at("params");
        if (!message.at("method").text().equals("eth_subscription")
                || !params.at("subscription").text().equals(subscription)) {
            throw new AssertionError("expected a notification to " + subscription + ", got " + message);
        }
        return params.at("result");
    }

    List<Tree> notifications(String subscription, int count) throws IOException {
        List<Tree> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(notification(subscription));
        }
        return out;
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(first & 0x0f, payload);
    }

    /** Fails if a message is on its way: messages come in order, so the next one must be the answer to this call. */
    void assertNothingCame() throws IOException {
        call("eth_chainId", "[]");
    }

    /** Watches for a while, where a call would not be answered; true if not a byte came. */
    boolean hearsNothing() throws IOException {
        socket.setSoTimeout(WATCH_MILLIS);
        try {
            in.mark(1);
            int read = in.read();
            in.reset();
            if (read < 0) {
                throw new AssertionError("the socket was closed");
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Waits until the socket ends; anything else that comes first is an error. */
    End end() throws IOException {
        try {
            Frame frame = frame();
            throw new AssertionError("expected the end, got frame " + frame.opcode() + " " + frame.text());
        } catch (EOFException e) {
            return End.FIN;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the socket was not closed", e);
        } catch (SocketException e) {
            return End.RST;
        }
    }

    Response readResponse() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        in.readFully(body);
        return new Response(Integer.parseInt(status.split(" ")[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

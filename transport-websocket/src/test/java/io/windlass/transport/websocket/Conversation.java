package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The server's end of one connection. */
final class Conversation {
    private final Socket socket;
    private final DataInputStream in;
    private final CountDownLatch end;

    Conversation(Socket socket, CountDownLatch end) throws IOException {
        this.socket = socket;
        this.end = end;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
    }

    record Request(String line, Map<String, String> headers) {}

    record Frame(boolean fin, int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 0 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    Socket socket() {
        return socket;
    }

    Request readRequest() throws IOException {
        String line = readLine();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            int colon = header.indexOf(": ");
            headers.put(header.substring(0, colon), header.substring(colon + 2));
        }
        return new Request(line, headers);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readByte(); b != '\n'; b = in.readByte()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** The head of a good answer. */
    static String accepted(Request request) throws Exception {
        return accepted(request, "");
    }

    /** The head of a good answer with more headers, each ending in CRLF. */
    static String accepted(Request request, String moreHeaders) throws Exception {
        String key = request.headers().get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest) + "\r\n" + moreHeaders + "\r\n";
    }

    /** Reads the request and grants it. */
    Request upgrade() throws Exception {
        Request request = readRequest();
        write(accepted(request));
        return request;
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[]... pieces) throws IOException {
        socket.getOutputStream().write(Frames.concat(pieces));
        socket.getOutputStream().flush();
    }

    /** Reads a frame and insists that it is masked. */
    Frame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertThat(second & 0x80).as("a client masks its frames").isEqualTo(0x80);
        assertThat(first & 0x70).as("no reserved bit").isZero();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        assertThat(payload).hasSize((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame((first & 0x80) != 0, first & 0x0f, payload);
    }

    /** Echoes messages until the client closes, and closes too. */
    void echo() throws IOException {
        while (true) {
            Frame frame = readFrame();
            if (frame.opcode() == Opcode.CLOSE) {
                write(Frames.frame(true, Opcode.CLOSE, frame.payload()));
                return;
            }
            write(Frames.frame(true, frame.opcode(), frame.payload()));
        }
    }

    /** Waits until the client has sent something, without taking it. */
    void awaitInput() throws IOException {
        in.mark(1);
        in.readByte();
        in.reset();
    }

    /** Breaks the connection with an RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Stays silent until the server is closed. */
    void hold() throws InterruptedException {
        end.await();
    }

    /** Passes everything on, both ways, until one side ends. */
    void pipeTo(Socket other) throws IOException {
        try (other) {
            Thread back = new Thread(() -> {
                try (socket) {
                    other.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    // one side went away, and so does the other
                }
            });
            back.setDaemon(true);
            back.start();
            in.transferTo(other.getOutputStream());
        }
    }

    /** Reads until the client is gone. */
    void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}

package io.windlass.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One client's connection through the proxy: a thread reads what the client says, another what the node says. */
final class FaultProxyConnection {
    private final FaultProxy proxy;
    private final Socket socket;
    private final Socket node = new Socket();
    private final Optional<Duration> pace;
    private volatile Socket client;
    private volatile FaultLoss loss = FaultLoss.NOTHING;

    FaultProxyConnection(FaultProxy proxy, Socket socket, Optional<Duration> pace) {
        this.proxy = proxy;
        this.socket = socket;
        this.pace = pace;
        this.client = socket;
    }

    void lose(FaultLoss what) {
        loss = what;
    }

    /** FIN: the client is told that nothing comes any more, and is not heard any more. */
    void hangUp() {
        loss = FaultLoss.EVERYTHING;
        try {
            node.close();
            socket.shutdownOutput();
        } catch (IOException e) {
            close(); // it is broken already
        }
    }

    /** RST: the client is told nothing but that it is over. */
    void reset() {
        loss = FaultLoss.EVERYTHING;
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // it is closed already
        }
        close();
    }

    void close() {
        proxy.gone(this);
        for (Socket each : new Socket[] {node, socket}) {
            try {
                each.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket does not close", e);
            }
        }
    }

    /** Serves the client until it leaves or is cut off. */
    void serve() {
        try {
            client = proxy.secured(socket);
            InputStream in = new BufferedInputStream(client.getInputStream());
            Optional<FaultProxyRequest> request = FaultProxyRequest.read(in);
            while (request.isPresent()) {
                meet(request.get(), in);
                request = FaultProxyRequest.read(in);
            }
        } catch (IOException e) {
            // the client broke off, or one of the faults did it
        } finally {
            close();
        }
    }

    private void meet(FaultProxyRequest request, InputStream in) throws IOException {
        if (loss == FaultLoss.EVERYTHING) {
            return;
        }
        Optional<FaultReaction> reaction = proxy.reactionTo(request);
        if (reaction.isEmpty()) {
            forward(request, in);
        } else if (reaction.get() instanceof FaultReaction.Status status) {
            String head = "HTTP/1.1 " + status.code() + " By the proxy\r\nContent-Length: 0\r\n"
                    + String.join("", lines(status.headers())) + "\r\n";
            request.answeredNow();
            client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        } else {
            loss = FaultLoss.EVERYTHING;
        }
    }

    private static String[] lines(String... headers) {
        String[] lines = headers.clone();
        for (int i = 0; i < lines.length; i++) {
            lines[i] += "\r\n";
        }
        return lines;
    }

    private void forward(FaultProxyRequest request, InputStream in) throws IOException {
        if (!node.isConnected()) {
            node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.nodePort()));
            proxy.run(this::relayAnswers);
        }
        node.getOutputStream().write(request.forNode());
        if (request.isUpgrade()) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (loss != FaultLoss.EVERYTHING) {
                    node.getOutputStream().write(buffer, 0, n);
                }
            }
        }
    }

    private void relayAnswers() {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = node.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (loss == FaultLoss.NOTHING) {
                    relay(buffer, n);
                }
            }
        } catch (IOException e) {
            // the node broke off, or the client did
        }
        if (loss == FaultLoss.NOTHING) {
            hangUp();
        }
    }

    private void relay(byte[] bytes, int length) throws IOException {
        OutputStream out = client.getOutputStream();
        if (proxy.cutsHere()) {
            out.write(bytes, 0, length - 1);
            hangUp();
        } else if (pace.isEmpty()) {
            out.write(bytes, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                out.write(bytes, i, 1);
                proxy.pause(pace.get());
            }
        }
    }
}

package io.windlass.transport.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that plays a script to each connection, and can so send any bytes at all. */
final class ScriptedServer implements AutoCloseable {
    /** What the server does with a connection; the socket is closed when it returns. */
    interface Script {
        void play(Conversation peer) throws Exception;
    }

    private final ServerSocket server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    private ScriptedServer(ServerSocket server, Script script) {
        this.server = server;
        daemon(() -> accept(script));
    }

    static ScriptedServer start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    static ScriptedServer start(ServerSocket socket, Script script) {
        return new ScriptedServer(socket, script);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "ws://127.0.0.1:" + port();
    }

    int connections() {
        return connections.get();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                daemon(() -> play(socket, script));
            }
        } catch (IOException e) {
            // closed: no more connections
        }
    }

    private void play(Socket socket, Script script) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.play(new Conversation(socket, end));
        } catch (AssertionError e) {
            failures.add(e);
        } catch (Exception e) {
            // the client went away: the test judges by what the client saw
        }
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all, and fails if a script's assertion failed. */
    @Override
    public void close() throws IOException {
        end.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
    }
}

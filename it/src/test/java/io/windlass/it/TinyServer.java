package io.windlass.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Servers on the loopback interface that are no nodes, or only just. */
abstract class TinyServer implements AutoCloseable {
    abstract int port();

    @Override
    public abstract void close();

    /** Answers everything, upgrades included, with one status and body. */
    static TinyServer answering(int status, String contentType, String body) {
        return http(exchange -> reply(exchange, status, contentType, body));
    }

    /** Refuses with a status and repeats the request's address and headers in the body, as careless proxies do. */
    static TinyServer refusingAndEchoing(int status) {
        return http(exchange -> reply(
                exchange,
                status,
                "text/plain",
                "no: " + exchange.getRequestURI() + " " + Map.copyOf(exchange.getRequestHeaders())));
    }

    /** Refuses with a status, upgrades included, and keeps the headers of the requests it gets. */
    static TinyServer refusing(int status, List<Map<String, List<String>>> seenHeaders) {
        return http(exchange -> {
            seenHeaders.add(Map.copyOf(exchange.getRequestHeaders()));
            reply(exchange, status, "text/plain", "no");
        });
    }

    /** Sends everyone elsewhere, with the request's address in the new one. */
    static TinyServer redirecting(String host) {
        return http(exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", "http://" + host + exchange.getRequestURI().toString());
            reply(exchange, 302, "text/plain", "");
        });
    }

    /** A node that knows its chain id alone, and keeps the headers of the requests it gets. */
    static TinyServer node(long chainId, List<Map<String, List<String>>> seenHeaders) {
        return http(exchange -> {
            seenHeaders.add(Map.copyOf(exchange.getRequestHeaders()));
            Map<?, ?> request = (Map<?, ?>)
                    PlainJson.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Object id = request.get("id");
            String answer = "eth_chainId".equals(request.get("method"))
                    ? "\"result\":\"0x" + Long.toHexString(chainId) + "\""
                    : "\"error\":{\"code\":-32601,\"message\":\"no such method\"}";
            reply(
                    exchange,
                    200,
                    "application/json",
                    "{\"jsonrpc\":\"2.0\",\"id\":" + PlainJson.write(id) + "," + answer + "}");
        });
    }

    /** Accepts and never says a word. */
    static TinyServer silent() {
        return sockets(false);
    }

    /** Accepts and hangs up at once. */
    static TinyServer hangingUp() {
        return sockets(true);
    }

    /** A port that nobody listens on: it was free a moment ago. */
    static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TinyServer http(HttpHandler handler) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", handler);
        server.start();
        return new TinyServer() {
            @Override
            int port() {
                return server.getAddress().getPort();
            }

            @Override
            public void close() {
                server.stop(0);
            }
        };
    }

    private static void reply(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static TinyServer sockets(boolean hangUp) {
        ServerSocket server;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Socket> held = new CopyOnWriteArrayList<>();
        Thread acceptor = new Thread(() -> accept(server, hangUp, held), "tiny-server");
        acceptor.setDaemon(true);
        acceptor.start();
        return new TinyServer() {
            @Override
            int port() {
                return server.getLocalPort();
            }

            @Override
            public void close() {
                try {
                    server.close();
                    acceptor.join();
                    for (Socket socket : held) {
                        socket.close();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static void accept(ServerSocket server, boolean hangUp, List<Socket> held) {
        while (true) {
            try {
                Socket socket = server.accept();
                if (hangUp) {
                    socket.close();
                } else {
                    held.add(socket);
                }
            } catch (IOException e) {
                return; // closed: the test is over
            }
        }
    }
}

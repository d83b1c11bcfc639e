package io.windlass.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Passes each HTTP request on to the next of its nodes, as a careless load balancer does, and may spoil what they say. */
final class HttpRelay implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int[] nodes;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile String spoiledMethod = "";
    private volatile UnaryOperator<String> spoiling = UnaryOperator.identity();

    private HttpRelay(int... nodes) {
        this.nodes = nodes;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::relay);
        server.start();
    }

    static HttpRelay before(Anvil... nodes) {
        int[] ports = new int[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            ports[i] = nodes[i].port();
        }
        return new HttpRelay(ports);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Changes all further answers to requests that name this method. */
    void spoil(String method, UnaryOperator<String> how) {
        spoiling = how;
        spoiledMethod = method;
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int node = nodes[Math.floorMod(turn.getAndIncrement(), nodes.length)];
            String answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(asked))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            String method = spoiledMethod;
            String told = !method.isEmpty() && asked.contains(method) ? spoiling.apply(answer) : answer;
            byte[] body = told.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

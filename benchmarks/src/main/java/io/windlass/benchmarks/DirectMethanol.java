package io.windlass.benchmarks;

import com.github.mizosoft.methanol.Methanol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for the block number with as little between caller and client as can be: one request object for all calls, HTTP/1.1
 * without upgrade headers, no pool for callbacks.
 */
final class DirectMethanol {
    private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
    private static final String RESULT = "\"result\":\"0x";

    private final HttpClient client = Methanol.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Runnable::run)
            .build();
    private final HttpRequest request;

    DirectMethanol(String url) {
        request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
    }

    long send() throws IOException, InterruptedException {
        return blockNumber(client.send(request, BodyHandlers.ofByteArray()));
    }

    CompletableFuture<Long> sendAsync() {
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(DirectMethanol::blockNumber);
    }

    private static long blockNumber(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.ISO_8859_1);
        int start = body.indexOf(RESULT) + RESULT.length();
        return Long.parseLong(body, start, body.indexOf('"', start), 16);
    }
}

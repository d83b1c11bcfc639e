package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.ConnectionConfig;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are not there, not HTTP, or break. */
class HttpFailureTest {
    private static TransportFailure failureAt(String url) {
        try (OpenLink link = OpenLink.to(url)) {
            return link.listener().awaitFailure(link.send("{}"));
        }
    }

    private static TransportFailure failureAfter(String answer) throws IOException {
        try (RawServer server = RawServer.start(socket -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, answer);
        })) {
            return failureAt(server.url());
        }
    }

    @Test
    void portThatRefuses_isAConnectFailure() throws IOException {
        TransportFailure failure = failureAt("http://127.0.0.1:" + freePort());

        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
        assertThat(failure.message()).contains("refused");
    }

    @Test
    void hostThatDoesNotResolve_isAnUnknownHost() {
        TransportFailure failure = failureAt("http://name.invalid/");

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
    }

    @Test
    void hostThatDoesNotAccept_isATimeoutAfterTheConfiguredTime() throws IOException {
        try (FullServer server = new FullServer();
                OpenLink link = OpenLink.to(server.url(), b -> b.timeout(Duration.ofMillis(200)))) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
            assertThat(failure.message()).contains("200 ms");
        }
    }

    @Test
    void serverThatClosesWithoutAnAnswer_isANetworkFailure() throws IOException {
        TransportFailure failure = failureAfter("");

        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        assertThat(failure.mayHaveBeenProcessed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"half\":",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Encoding: gzip\r\n\r\n\u001f"
            })
    void serverThatClosesInTheMiddleOfABody_isANetworkFailure(String answer) throws IOException {
        TransportFailure failure = failureAfter(answer);

        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        assertThat(failure.mayHaveBeenProcessed()).isTrue();
    }

    @Test
    void serverThatResets_isANetworkFailure() throws IOException {
        try (RawServer server = RawServer.start(socket -> {
            RawServer.readRequest(socket);
            socket.setSoLinger(true, 0);
        })) {
            assertThat(failureAt(server.url()).kind()).isEqualTo(Kind.NETWORK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"
            })
    void serverThatDoesNotSpeakHttp_isAProtocolFailure(String answer) throws IOException {
        assertThat(failureAfter(answer).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void answerWithoutALength_endsWithTheSocket() throws IOException {
        try (RawServer server = RawServer.start(socket -> {
                    RawServer.readRequest(socket);
                    RawServer.write(socket, "HTTP/1.0 200 OK\r\n\r\n{\"old\":1}");
                });
                OpenLink link = OpenLink.to(server.url())) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo("{\"old\":1}");
        }
    }

    @Test
    void hugeAnnouncedLength_isRefusedWithoutReadingIt() throws IOException {
        TransportFailure failure = failureAfter("HTTP/1.1 200 OK\r\nContent-Length: 900000000000\r\n\r\n");

        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void chunkedAnswerWithoutEnd_isCutOffAtTheLimit() throws IOException {
        try (RawServer server = RawServer.start(socket -> {
                    RawServer.readRequest(socket);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        RawServer.write(socket, "400\r\n" + "x".repeat(0x400) + "\r\n");
                    }
                });
                OpenLink link = OpenLink.to(server.url(), b -> b.maxMessageBytes(100_000))) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void plainPort_forHttps_isATlsFailure() throws IOException {
        try (RawServer server = RawServer.start(socket -> {
            socket.getInputStream().read();
            RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        })) {
            TransportFailure failure = failureAt("https://127.0.0.1:" + server.port());

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure.message()).contains("does this port speak TLS");
        }
    }

    @Test
    void open_withAnotherScheme_fails() {
        assertThat(openFailure(ConnectionConfig.of("ws://127.0.0.1/")).message())
                .contains("not ws")
                .contains("correct the URL");
    }

    @Test
    void open_withAReservedHeader_failsAndNamesIt() {
        TransportFailure failure = openFailure(ConnectionConfig.builder("http://127.0.0.1/")
                .header("Upgrade", "secret")
                .build());

        assertThat(failure.message()).contains("Upgrade").doesNotContain("secret");
    }

    @Test
    void open_withABadHeader_failsAndNamesIt() {
        TransportFailure failure = openFailure(ConnectionConfig.builder("http://127.0.0.1/")
                .header("X-Key", "secret\u4e2d")
                .build());

        assertThat(failure.message()).contains("X-Key").doesNotContain("secret");
    }

    private static TransportFailure openFailure(ConnectionConfig config) {
        try (var transport = new HttpTransportProvider().create(new Threads())) {
            var opening = transport.open(config, new RecordingListener());
            assertThatThrownBy(opening::join).hasCauseInstanceOf(TransportException.class);
            return ((TransportException) opening.handle((link, e) -> e).join()).failure();
        }
    }

    @Test
    void secrets_appearInNoFailure() throws IOException {
        List<TransportFailure> failures = new ArrayList<>();
        try (RawServer echo = RawServer.start(socket -> RawServer.write(socket, RawServer.readRequest(socket)));
                RawServer echoStatus = RawServer.start(
                        socket -> RawServer.write(socket, "HTTP/1.1 " + RawServer.readRequest(socket)));
                RawServer echoHeader = RawServer.start(socket -> RawServer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\n" + RawServer.readRequest(socket).replace(": ", " ")));
                RawServer closing = RawServer.start(RawServer::readRequest);
                ScriptedServer statuses = ScriptedServer.start(request -> ScriptedServer.Response.of(
                        Integer.parseInt(request.body()),
                        request.path(),
                        "Location",
                        request.path(),
                        "Retry-After",
                        "path-secret"))) {
            for (int port : new int[] {freePort(), echo.port(), echoStatus.port(), echoHeader.port(), closing.port()}) {
                failures.add(failureOf(port, "http", "{}"));
                failures.add(failureOf(port, "https", "{}"));
            }
            for (int status : new int[] {301, 400, 401, 403, 404, 407, 429, 500, 503}) {
                failures.add(failureOf(statuses.port(), "http", String.valueOf(status)));
            }
        }

        assertThat(failures)
                .hasSize(19)
                .allSatisfy(failure -> assertThat(everything(failure))
                        .doesNotContain(
                                "path-secret", "query-secret", "header-secret", "user-secret", "dXNlci1zZWNyZXQ"));
    }

    private static TransportFailure failureOf(int port, String scheme, String body) {
        String url = scheme + "://user-secret:pass@127.0.0.1:" + port + "/path-secret?key=query-secret";
        try (OpenLink link =
                OpenLink.to(url, b -> b.header("X-Key", "header-secret").timeout(Duration.ofMillis(500)))) {
            return link.listener().awaitFailure(link.send(body));
        }
    }

    private static String everything(TransportFailure failure) {
        StringWriter text = new StringWriter();
        text.append(failure.toString());
        failure.cause().ifPresent(cause -> cause.printStackTrace(new PrintWriter(text, true)));
        return text.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Listens, but its queue of connections is full: the system answers no further SYN. */
    private static final class FullServer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queued = new ArrayList<>();

        FullServer() throws IOException {
            while (queued.size() < 100) {
                Socket socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
                } catch (SocketTimeoutException full) {
                    return;
                }
            }
            throw new AssertionError("the queue does not fill");
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queued) {
                socket.close();
            }
            server.close();
        }
    }
}

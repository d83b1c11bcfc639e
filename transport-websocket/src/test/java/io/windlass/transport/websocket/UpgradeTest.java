package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Auth;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void open_withHeadersAndAuth_sendsThemOnTheUpgrade() throws Exception {
        CompletableFuture<Conversation.Request> seen = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            seen.complete(peer.upgrade());
            peer.hold();
        })) {
            Link link = fixture.open(ConnectionConfig.builder(server.url() + "/v3/KEY?a=b%20c")
                    .header("X-Client", "mine")
                    .header("content-length", "12")
                    .auth(Auth.bearer("token"))
                    .build());

            Conversation.Request request = seen.get(10, TimeUnit.SECONDS);
            assertThat(request.line()).isEqualTo("GET /v3/KEY?a=b%20c HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("Host", "127.0.0.1:" + server.port())
                    .containsEntry("User-Agent", "windlass")
                    .containsEntry("X-Client", "mine")
                    .containsEntry("Authorization", "Bearer token")
                    .containsEntry("Upgrade", "websocket")
                    .containsEntry("Connection", "Upgrade")
                    .containsEntry("Sec-WebSocket-Version", "13")
                    .doesNotContainKey("Content-Length");
            assertThat(request.headers().get("Sec-WebSocket-Key")).hasSize(24);
            assertThat(link.info()).isEqualTo(new LinkInfo("websocket", true, true, "127.0.0.1:" + server.port()));
        }
    }

    @Test
    void open_withUserInfoAndNoPath_sendsBasicAuthToTheRoot() throws Exception {
        CompletableFuture<Conversation.Request> seen = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            seen.complete(peer.upgrade());
            peer.hold();
        })) {
            fixture.open("WS://user:pass@localhost:" + server.port());

            Conversation.Request request = seen.get(10, TimeUnit.SECONDS);
            assertThat(request.line()).isEqualTo("GET / HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("Authorization", "Basic dXNlcjpwYXNz")
                    .containsEntry("Host", "localhost:" + server.port());
        }
    }

    @Test
    void open_withUserAgentAndSubprotocolOfTheUser_sendsThem() throws Exception {
        CompletableFuture<Conversation.Request> seen = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            Conversation.Request request = peer.readRequest();
            seen.complete(request);
            peer.write(Conversation.accepted(request, "Sec-WebSocket-Protocol: rpc\r\n"));
            peer.hold();
        })) {
            fixture.open(ConnectionConfig.builder(server.url())
                    .header("user-agent", "mine")
                    .header("Sec-WebSocket-Protocol", "rpc")
                    .build());

            assertThat(seen.get(10, TimeUnit.SECONDS).headers())
                    .containsEntry("User-Agent", "mine")
                    .containsEntry("Sec-WebSocket-Protocol", "rpc");
        }
    }

    @Test
    void open_messageInTheSegmentOfThe101_isDelivered() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            String head = Conversation.accepted(peer.readRequest());
            peer.write(Frames.bytes(head), Frames.text("one"), Frames.text("two"), new byte[] {(byte) 0x81});
            peer.write(new byte[] {5}, Frames.bytes("three"));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(fixture.listener().nextText()).isEqualTo("one");
            assertThat(fixture.listener().nextText()).isEqualTo("two");
            assertThat(fixture.listener().nextText()).isEqualTo("three");
        }
    }

    @Test
    void open_closeInTheSegmentOfThe101_opensAndCloses() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            String head = Conversation.accepted(peer.readRequest());
            peer.write(Frames.bytes(head), Frames.text("bye"), Frames.close(1013, "busy"));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(fixture.listener().nextText()).isEqualTo("bye");
            assertThat(fixture.listener().nextClosed().code()).isEqualTo(1013);
        }
    }

    @Test
    void open_answerInSmallPieces_opens() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            String head = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Conversation.accepted(peer.readRequest());
            for (byte b : Frames.concat(Frames.bytes(head), Frames.text("drip"))) {
                peer.write(new byte[] {b});
            }
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(fixture.listener().nextText()).isEqualTo("drip");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, plain HTTP endpoint",
        "301, redirects",
        "400, path",
        "401, credentials",
        "403, denied",
        "404, path",
        "405, no WebSocket",
        "418, refused",
        "429, too many requests",
        "502, trouble"
    })
    void open_otherStatus_failsWithItAndAHint(int status, String hint) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 4\r\n\r\nbody");
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(Kind.STATUS);
            assertThat(failure.status()).as(failure.toString()).isEqualTo(status);
            assertThat(failure.message()).contains("HTTP status " + status).contains(hint);
            assertThat(failure.retryAfter()).isEmpty();
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 7 | 7",
                "Date: Wed, 21 Oct 2015 07:28:00 GMT\\r\\nRetry-After: Wed, 21 Oct 2015 07:29:30 GMT | 90",
                "Date: Wed, 21 Oct 2015 07:28:00 GMT\\r\\nRetry-After: Wed, 21 Oct 2015 07:27:30 GMT | 0"
            })
    void open_tooManyRequestsWithRetryAfter_failsWithTheWait(String header, int seconds) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 429 Slow down\r\n" + header.replace("\\r\\n", "\r\n") + "\r\n\r\n");
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.status()).as(failure.toString()).isEqualTo(429);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void open_redirect_isNotFollowedAndShowsOnlyTheHost() throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.start(Conversation::hold);
                ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write("HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:" + elsewhere.port()
                            + "/v3/SECRETKEY\r\n\r\n");
                    peer.hold();
                })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.status()).as(failure.toString()).isEqualTo(301);
            assertThat(failure.message())
                    .contains("ws://127.0.0.1:" + elsewhere.port())
                    .doesNotContain("SECRETKEY");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void open_hangingUpgrade_timesOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(
                    ConnectionConfig.builder(server.url()).timeout(SHORT).build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.message()).contains("300 ms").contains("waiting for the answer to the upgrade");
        }
    }

    @Test
    void open_slowDrippingAnswer_timesOutAllTheSame() throws Exception {
        CountDownLatch clientGone = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 101 Switching Protocols\r\n");
            try {
                for (int i = 0; ; i++) {
                    peer.write("X-" + i + ": slow\r\n");
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } finally {
                clientGone.countDown();
            }
        })) {
            TransportFailure failure = fixture.refused(
                    ConnectionConfig.builder(server.url()).timeout(SHORT).build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(clientGone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void open_endlessHeaders_isAProtocolError() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 101 Switching Protocols\r\n");
            while (true) {
                peer.write("X-Filler: " + "x".repeat(1000) + "\r\n");
            }
        })) {
            assertThat(fixture.refused(server.url()).kind()).isEqualTo(Kind.PROTOCOL);
        }
    }

    @Test
    void open_portThatRefuses_failsAtOnce() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }

        TransportFailure failure = fixture.refused("ws://localhost:" + port + "/key");

        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.message()).contains("connection refused").contains(String.valueOf(port));
    }

    @Test
    void open_unknownHost_saysSo() {
        TransportFailure failure = fixture.refused("ws://name.invalid/key");

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
        assertThat(failure.message()).contains("name.invalid").contains("does not resolve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "220 mail", "{", "\0\1\2", "HTTP/one two\r\n\r\n", "HTTQ"})
    void open_serverThatSpeaksNoHttp_isAProtocolErrorAtOnce(String greeting) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.write(greeting);
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure.message()).contains("HTTP");
        }
    }

    @Test
    void open_serverThatEchoesTheRequest_showsNoKey() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.write(peer.readRequest().line());
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url() + "/v3/SECRETKEY");

            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure.toString()).doesNotContain("SECRETKEY");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void open_serverThatHangsUp_isANetworkFailure(boolean reset) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            if (reset) {
                peer.reset();
            }
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Accept: x, Sec-WebSocket-Accept",
        "Sec-WebSocket-Protocol: x, subprotocol",
        "Sec-WebSocket-Extensions: x-webkit-deflate-frame, extension",
    })
    void open_101ThatBreaksTheRules_isAProtocolError(String header, String words) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            String good = Conversation.accepted(peer.readRequest(), "X: y\r\n");
            peer.write(good.replaceFirst(header.contains("Accept") ? "Sec-WebSocket-Accept: .*" : "X: y", header));
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure.message()).contains(words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: websocket", "Connection: Upgrade"})
    void open_101WithoutANeededHeader_isAProtocolError(String missing) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.write(Conversation.accepted(peer.readRequest()).replace(missing + "\r\n", ""));
            peer.hold();
        })) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure.message()).contains(missing);
        }
    }

    @Test
    void open_tokenWithALineBreak_failsWithoutShowingIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Conversation::hold)) {
            TransportFailure failure = fixture.refused(ConnectionConfig.builder(server.url())
                    .auth(Auth.bearer("SECRET\r\nX-Injected: yes"))
                    .build());

            assertThat(failure.message()).contains("Authorization").doesNotContain("SECRET");
            assertThat(failure.cause().map(Throwable::toString).orElse("")).doesNotContain("SECRET");
        }
    }

    @Test
    void cancel_whileTheUpgradeHangs_closesTheSocket() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch clientGone = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.readRequest();
            asked.countDown();
            peer.awaitEnd();
            clientGone.countDown();
        })) {
            CompletableFuture<Link> opening =
                    fixture.transport().open(ConnectionConfig.of(server.url()), fixture.listener());
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            opening.cancel(true);

            assertThat(clientGone.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.listener().rest()).isEmpty();
        }
    }

    @Test
    void open_ofAnIpv6Literal_writesItInBracketsInTheHostHeader() {
        Target target = Target.of(URI.create("wss://[::1]/x"));

        assertThat(target).isEqualTo(new Target(true, "::1", 443, "[::1]", "/x"));
    }

    @Test
    void open_afterClose_fails() {
        fixture.transport().close();

        assertThat(fixture.refused("ws://127.0.0.1:1").kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void close_whileOpening_failsTheFuture() throws Exception {
        SynchronousQueue<String> asked = new SynchronousQueue<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            asked.put(peer.readRequest().line());
            peer.hold();
        })) {
            CompletableFuture<Link> opening =
                    fixture.transport().open(ConnectionConfig.of(server.url()), fixture.listener());
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
            fixture.transport().close();

            assertThatThrownBy(() -> opening.get(1, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(Kind.CLOSED));
        }
    }
}

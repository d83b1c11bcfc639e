package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.ConnectionConfig;
import io.windlass.ProxyConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ConnectionConfig.Builder through(ScriptedServer proxy, String url) {
        return ConnectionConfig.builder(url).proxy(ProxyConfig.of("localhost", proxy.port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"})
    void open_plainTarget_tunnelsAndLeavesTheNameToTheProxy(String headers) throws Exception {
        CompletableFuture<Conversation.Request> connect = new CompletableFuture<>();
        CompletableFuture<Conversation.Request> upgrade = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            connect.complete(peer.readRequest());
            peer.write("HTTP/1.1 200 Connection established\r\n" + headers + "\r\n");
            upgrade.complete(peer.upgrade());
            peer.echo();
        })) {
            Link link = fixture.open(ConnectionConfig.builder("ws://name.invalid/v3/PATHKEY")
                    .proxy(ProxyConfig.of("127.0.0.1", proxy.port()).withAuth(Auth.basic("user", "pass")))
                    .auth(Auth.bearer("NODEKEY"))
                    .build());
            link.send(new Text("through"));

            assertThat(listener.nextText()).isEqualTo("through");
            assertThat(connect.join().line()).isEqualTo("CONNECT name.invalid:80 HTTP/1.1");
            assertThat(connect.join().headers())
                    .containsEntry("Host", "name.invalid:80")
                    .containsEntry("Proxy-Authorization", "Basic dXNlcjpwYXNz");
            assertThat(connect.join().toString()).doesNotContain("PATHKEY").doesNotContain("NODEKEY");
            assertThat(upgrade.join().line()).isEqualTo("GET /v3/PATHKEY HTTP/1.1");
            assertThat(upgrade.join().headers())
                    .containsEntry("Authorization", "Bearer NODEKEY")
                    .doesNotContainKey("Proxy-Authorization");
            assertThat(link.info().remoteAddress()).isEqualTo("name.invalid:80");
        }
    }

    @Test
    void open_secureTarget_checksTheTargetsCertificateThroughTheTunnel(@TempDir Path directory) throws Exception {
        TestKeys keys = new TestKeys(directory);
        keys.sign("node", "dns:node.example");
        try (ScriptedServer node = ScriptedServer.start(keys.serverSocket("node"), peer -> {
                    peer.upgrade();
                    peer.echo();
                });
                ScriptedServer proxy = ScriptedServer.start(peer -> {
                    peer.readRequest();
                    peer.write("HTTP/1.0 200 OK\r\n\r\n");
                    peer.pipeTo(new Socket(InetAddress.getLoopbackAddress(), node.port()));
                })) {
            Link link = fixture.open(through(proxy, "wss://node.example")
                    .sslContext(keys.client())
                    .build());
            link.send(new Text("through"));

            assertThat(listener.nextText()).isEqualTo("through");
            TransportFailure failure = fixture.refused(through(proxy, "wss://other.example")
                    .sslContext(keys.client())
                    .build());
            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure.message()).contains("not for the name other.example");
        }
    }

    @ParameterizedTest
    @CsvSource({"407, credentials", "403, reach the endpoint", "502, reach the endpoint"})
    void open_proxyRefuses_failsWithItsStatus(int status, String hint) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
            peer.hold();
        })) {
            TransportFailure failure =
                    fixture.refused(through(proxy, "wss://node.example").build());

            assertThat(failure.kind()).isEqualTo(Kind.STATUS);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.message()).contains("the proxy").contains(hint);
        }
    }

    @Test
    void open_nodeBehindTheProxyRefuses_failsWithTheNodesStatus() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\n\r\n");
            peer.readRequest();
            peer.write("HTTP/1.1 401 No\r\n\r\n");
            peer.hold();
        })) {
            TransportFailure failure =
                    fixture.refused(through(proxy, "ws://node.example").build());

            assertThat(failure.status()).isEqualTo(401);
            assertThat(failure.message()).doesNotContain("proxy");
        }
    }

    @ParameterizedTest
    @CsvSource({"SSH-2.0, PROTOCOL", "HTTP/x y z, PROTOCOL", "'', NETWORK"})
    void open_proxyThatIsNone_saysSo(String greeting, Kind kind) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(peer -> {
            peer.readRequest();
            if (!greeting.isEmpty()) {
                peer.write(greeting + "\r\n\r\n");
                peer.hold();
            }
        })) {
            TransportFailure failure =
                    fixture.refused(through(proxy, "ws://node.example").build());

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.message()).contains("the proxy");
        }
    }

    @Test
    void open_proxyThatHangs_timesOut() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.start(Conversation::hold)) {
            TransportFailure failure = fixture.refused(through(proxy, "ws://node.example")
                    .timeout(Duration.ofMillis(300))
                    .build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.message()).contains("the proxy's tunnel");
        }
    }

    @Test
    void open_proxyThatIsNotThere_saysThatItIsTheProxy() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        TransportFailure refused = fixture.refused(ConnectionConfig.builder("ws://node.example")
                .proxy(ProxyConfig.of("127.0.0.1", port))
                .build());
        TransportFailure unknown = fixture.refused(ConnectionConfig.builder("ws://node.example")
                .proxy(ProxyConfig.of("name.invalid", port))
                .build());

        assertThat(refused.kind()).isEqualTo(Kind.CONNECT);
        assertThat(refused.message()).contains("the proxy").contains(String.valueOf(port));
        assertThat(unknown.kind()).isEqualTo(Kind.UNKNOWN_HOST);
        assertThat(unknown.message()).contains("name.invalid of the proxy");
    }

    @Test
    void open_proxyCredentialsWithALineBreak_failWithoutShowingThem() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (ScriptedServer proxy = ScriptedServer.start(peer -> done.get(10, TimeUnit.SECONDS))) {
            TransportFailure failure = fixture.refused(ConnectionConfig.builder("ws://node.example")
                    .proxy(ProxyConfig.of("127.0.0.1", proxy.port()).withAuth(Auth.bearer("SECRET\r\nX: y")))
                    .build());
            done.complete(null);

            assertThat(failure.toString()).contains("Proxy-Authorization").doesNotContain("SECRET");
        }
    }
}

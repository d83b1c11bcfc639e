package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.ProxyConfig;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy is used where one is configured. */
class HttpProxyTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    @TempDir
    Path directory;

    @Test
    void plainHttp_isForwardedWithTheProxysCredentials() {
        try (ScriptedServer proxy = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(
                        "http://name.invalid/path",
                        b -> b.proxy(ProxyConfig.of("localhost", proxy.port()).withAuth(Auth.basic("user", "pass"))))) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
            assertThat(proxy.requests()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo("http://name.invalid/path");
                assertThat(request.header("Proxy-authorization")).isEqualTo("Basic dXNlcjpwYXNz");
            });
        }
    }

    @Test
    void https_isTunnelled_andTheProxySeesNoSecrets() throws IOException {
        TestCertificates certificates = new TestCertificates(directory);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = ScriptedServer.startTls(
                        certificates.holder("ip:127.0.0.1", "-1d"), request -> Response.of(200, RESULT));
                RawServer proxy = RawServer.start(client -> {
                    seen.add(RawServer.readRequest(client));
                    RawServer.write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                    pipe(client, server.port());
                });
                OpenLink link = OpenLink.to(
                        "https://127.0.0.1:" + server.port() + "/secret",
                        b -> b.sslContext(certificates.client())
                                .auth(Auth.bearer("secret"))
                                .proxy(ProxyConfig.of("localhost", proxy.port())))) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
            assertThat(seen)
                    .singleElement()
                    .satisfies(head -> assertThat(head)
                            .startsWith("CONNECT 127.0.0.1:" + server.port())
                            .doesNotContain("secret"));
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("Authorization")).isEqualTo("Bearer secret"));
        }
    }

    private static void pipe(Socket client, int port) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = new Thread(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // one side has gone; so does the other
                }
            });
            back.setDaemon(true);
            back.start();
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    @Test
    void proxyThatWantsCredentials_isAStatus() throws IOException {
        TransportFailure failure = failureBehindProxyThatSays("407 No");

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(407);
        assertThat(failure.message()).contains("proxy's credentials");
    }

    @Test
    void proxyThatDoesNotReachTheServer_isAConnectFailure() throws IOException {
        TransportFailure failure = failureBehindProxyThatSays("502 Bad Gateway");

        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
        assertThat(failure.message()).contains("proxy");
    }

    private static TransportFailure failureBehindProxyThatSays(String status) throws IOException {
        try (RawServer proxy = RawServer.start(client -> {
                    RawServer.readRequest(client);
                    RawServer.write(client, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
                });
                OpenLink link =
                        OpenLink.to("https://name.invalid/", b -> b.proxy(ProxyConfig.of("127.0.0.1", proxy.port())))) {
            return link.listener().awaitFailure(link.send("{}"));
        }
    }

    @Test
    void jvmsProxyProperties_areNotLookedAt() {
        System.setProperty("http.proxyHost", "name.invalid");
        System.setProperty("http.nonProxyHosts", "");
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url())) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.nonProxyHosts");
        }
    }
}

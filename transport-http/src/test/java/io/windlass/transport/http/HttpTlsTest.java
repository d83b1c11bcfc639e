package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS verifies the certificate and the name. */
class HttpTlsTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    @TempDir
    static Path directory;

    private static TestCertificates certificates;
    private static SSLContext good;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(directory);
        good = certificates.server("ip:127.0.0.1", "-1d");
    }

    private static TransportFailure failureWith(SSLContext server) {
        try (ScriptedServer https = ScriptedServer.startTls(server, request -> Response.of(200, RESULT));
                OpenLink link =
                        OpenLink.to("https://127.0.0.1:" + https.port(), b -> b.sslContext(certificates.client()))) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));
            assertThat(https.requests()).isEmpty();
            return failure;
        }
    }

    @Test
    void certificateOfATrustedCa_works() {
        try (ScriptedServer https = ScriptedServer.startTls(good, request -> Response.of(200, RESULT));
                OpenLink link =
                        OpenLink.to("https://127.0.0.1:" + https.port(), b -> b.sslContext(certificates.client()))) {
            for (int i = 0; i < 3; i++) {
                assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
            }
            assertThat(https.sockets()).isEqualTo(1);
        }
    }

    @Test
    void certificateOfAnUnknownCa_isRefused() {
        try (ScriptedServer https = ScriptedServer.startTls(good, request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to("https://127.0.0.1:" + https.port())) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
            assertThat(failure.message()).contains("not trusted");
            assertThat(https.requests()).isEmpty();
        }
    }

    @Test
    void certificateForAnotherName_isRefused() {
        TransportFailure failure = failureWith(certificates.server("dns:other.invalid", "-1d"));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
        assertThat(failure.message()).contains("another name");
    }

    @Test
    void certificateThatHasExpired_isRefused() {
        TransportFailure failure = failureWith(certificates.server("ip:127.0.0.1", "-2y"));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.message()).contains("expired");
    }

    @Test
    void handshakeThatHangs_isATimeout() throws IOException {
        try (RawServer server = RawServer.start(
                        socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()));
                OpenLink link =
                        OpenLink.to("https://127.0.0.1:" + server.port(), b -> b.timeout(Duration.ofMillis(200)))) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
        }
    }
}

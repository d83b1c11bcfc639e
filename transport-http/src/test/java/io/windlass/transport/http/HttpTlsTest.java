package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS verifies the certificate and the name. */
class HttpTlsTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    @TempDir
    static Path directory;

    private static TestCertificates certificates;
    private static SSLContext good;
    private static SSLContext own;
    private static SSLContext stale;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(directory);
        good = certificates.holder("ip:127.0.0.1", "-1d");
        own = certificates.holder("dns:me.example", "-1d");
        stale = certificates.holder("dns:me.example", "-2y");
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
        TransportFailure failure = failureWith(certificates.holder("dns:other.invalid", "-1d"));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
        assertThat(failure.message()).contains("another name");
    }

    @Test
    void certificateThatHasExpired_isRefused() {
        TransportFailure failure = failureWith(certificates.holder("ip:127.0.0.1", "-2y"));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.message()).contains("expired");
    }

    @Test
    void certificateThatIsNotValidYet_isRefused() {
        TransportFailure failure = failureWith(certificates.holder("ip:127.0.0.1", "+5d"));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.message()).contains("not valid yet");
    }

    private static Http2Server exclusive(String version, String protocol) {
        return Http2Server.startExclusive(good, version, protocol, waiting -> waiting.answer(RESULT));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, h2", "TLSv1.3, h2", "TLSv1.2, http/1.1", "TLSv1.3, http/1.1"})
    void serverThatAsksForACertificate_isShownTheOneOfTheContext(String version, String protocol) {
        try (Http2Server https = exclusive(version, protocol);
                OpenLink link = OpenLink.to(https.url(), b -> b.sslContext(own))) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, h2", "TLSv1.3, h2", "TLSv1.2, http/1.1", "TLSv1.3, http/1.1"})
    void serverThatAsksForACertificate_andGetsNone_saysWhatToGive(String version, String protocol) {
        TransportFailure failure = refusal(version, protocol, certificates.client());

        assertThat(failure.message()).contains("client certificate", "an sslContext whose key store holds one");
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, h2", "TLSv1.3, h2", "TLSv1.2, http/1.1", "TLSv1.3, http/1.1"})
    void serverThatDoesNotTrustTheCertificate_saysSo(String version, String protocol) {
        TransportFailure failure = refusal(version, protocol, stale);

        assertThat(failure.message()).contains("accepts none that it was given", "one that the server trusts");
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
    }

    /**
     * The words of the server. It closes behind them, so that what the client is sending can break on the closed socket before it
     * reads them; the engine tries again then, as this does.
     */
    private static TransportFailure refusal(String version, String protocol, SSLContext client) {
        try (Http2Server https = exclusive(version, protocol);
                OpenLink link = OpenLink.to(https.url(), b -> b.sslContext(client))) {
            TransportFailure failure = await().until(
                            () -> link.listener().awaitFailure(link.send("{}")),
                            answer -> answer.kind() != Kind.NETWORK);
            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(https.requests()).isEmpty();
            return failure;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverThatHangsUpDuringTheHandshake_isANetworkFailure(boolean reset) throws IOException {
        try (RawServer server = RawServer.start(socket -> {
                    readHello(socket.getInputStream());
                    socket.setSoLinger(reset, 0);
                });
                OpenLink link = OpenLink.to("https://127.0.0.1:" + server.port())) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
            assertThat(failure.message()).contains("TLS handshake");
        }
    }

    /** All of it: a socket that is closed with bytes unread is reset while the client may still be writing. */
    private static void readHello(InputStream in) throws IOException {
        byte[] header = in.readNBytes(5);
        in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
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

package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    private static Path directory;

    private static TestKeys keys;

    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new TestKeys(directory);
        keys.sign("good", "dns:localhost,ip:127.0.0.1");
        keys.sign("other", "dns:other.example");
        keys.sign("expired", "dns:localhost,ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        keys.sign("me", "dns:me.example");
        keys.sign("stale", "dns:me.example", "-startdate", "-10d", "-validity", "5");
        keys.sign("early", "dns:localhost,ip:127.0.0.1", "-startdate", "+5d");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ScriptedServer serve(String alias) throws Exception {
        return ScriptedServer.start(keys.serverSocket(alias), peer -> {
            peer.upgrade();
            peer.echo();
        });
    }

    private static ConnectionConfig trusting(String host, ScriptedServer server) throws Exception {
        return ConnectionConfig.builder("wss://" + host + ":" + server.port() + "/v3/SECRETKEY")
                .sslContext(keys.client())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void open_trustedCertificate_carriesMessages(String host) throws Exception {
        try (ScriptedServer server = serve("good")) {
            Link link = fixture.open(trusting(host, server));
            String large = "0123456789".repeat(200_000);
            link.send(new Text("small"));
            link.send(new Text(large));

            assertThat(listener.nextText()).isEqualTo("small");
            assertThat(listener.nextText()).isEqualTo(large);
            link.close(CloseReason.local());
            assertThat(listener.nextClosed()).isEqualTo(CloseReason.local());
        }
    }

    @Test
    void open_namesTheHostInTheHandshake() throws Exception {
        CompletableFuture<List<SNIServerName>> names = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(keys.serverSocket("good"), peer -> {
            peer.upgrade();
            names.complete(((ExtendedSSLSession) ((SSLSocket) peer.socket()).getSession()).getRequestedServerNames());
            peer.hold();
        })) {
            fixture.open(trusting("localhost", server));

            assertThat(names.get(10, TimeUnit.SECONDS)).containsExactly(new SNIHostName("localhost"));
        }
    }

    @Test
    void open_certificateForAnotherName_saysSo() throws Exception {
        try (ScriptedServer server = serve("other")) {
            assertTlsFailure(fixture.refused(trusting("localhost", server)), "not for the name localhost");
            assertTlsFailure(fixture.refused(trusting("127.0.0.1", server)), "not for the name 127.0.0.1");
        }
    }

    @Test
    void open_unknownAuthority_saysNotTrusted() throws Exception {
        try (ScriptedServer server = serve("good")) {
            assertTlsFailure(fixture.refused("wss://localhost:" + server.port() + "/v3/SECRETKEY"), "is not trusted");
        }
    }

    @Test
    void open_expiredOrNotYetValid_saysSo() throws Exception {
        try (ScriptedServer expired = serve("expired");
                ScriptedServer early = serve("early")) {
            assertTlsFailure(fixture.refused(trusting("localhost", expired)), "has expired");
            assertTlsFailure(fixture.refused(trusting("localhost", early)), "not valid yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void open_serverThatAsksForACertificate_isShownTheOneOfTheContext(String version) throws Exception {
        try (ScriptedServer server = exclusive(version)) {
            Link link = fixture.open(trusting("localhost", server).toBuilder()
                    .sslContext(keys.client("me"))
                    .build());
            link.send(new Text("hello"));

            assertThat(listener.nextText()).isEqualTo("hello from CN=me");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void open_serverThatAsksForACertificate_andGetsNone_saysWhatToGive(String version) throws Exception {
        try (ScriptedServer server = exclusive(version)) {
            assertTlsFailure(
                    fixture.refused(trusting("localhost", server)),
                    "asks for a client certificate",
                    "an SSLContext whose key store holds one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void open_serverThatDoesNotTrustTheCertificate_saysSo(String version) throws Exception {
        try (ScriptedServer server = exclusive(version)) {
            assertTlsFailure(
                    fixture.refused(trusting("localhost", server).toBuilder()
                            .sslContext(keys.client("stale"))
                            .build()),
                    "accepts none that it was given",
                    "one that the server trusts");
        }
    }

    private static ScriptedServer exclusive(String version) throws Exception {
        return ScriptedServer.start(keys.exclusiveServerSocket("good", version), peer -> {
            peer.upgrade();
            String name =
                    ((SSLSocket) peer.socket()).getSession().getPeerPrincipal().getName();
            peer.write(Frames.text(peer.readFrame().text() + " from " + name));
            peer.hold();
        });
    }

    @Test
    void open_forgedCertificate_saysNotTrusted() throws Exception {
        TestKeys forger = new TestKeys(Files.createDirectory(directory.resolve("forger")));
        forger.sign("good", "dns:localhost");
        try (ScriptedServer server = ScriptedServer.start(forger.serverSocket("good"), Conversation::upgrade)) {
            // the name of the authority is right, the key is not
            assertTlsFailure(fixture.refused(trusting("localhost", server)), "is not trusted");
        }
    }

    @Test
    void open_serverWithoutTls_saysSo() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            peer.hold();
        })) {
            assertTlsFailure(fixture.refused(trusting("localhost", server)), "does not speak TLS");
        }
    }

    @Test
    void open_plainUrlWithATlsContext_usesNoTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.text("plain"));
            peer.hold();
        })) {
            fixture.open(ConnectionConfig.builder(server.url())
                    .sslContext(keys.client())
                    .build());

            assertThat(listener.nextText()).isEqualTo("plain");
        }
    }

    @Test
    void open_nameWithADotAtItsEnd_isTheSameNameForTls() throws Exception {
        try (ScriptedServer server = serve("good")) {
            Link link = fixture.open(trusting("localhost.", server));
            link.send(new Text("hello"));

            assertThat(listener.nextText()).isEqualTo("hello");
        }
    }

    @Test
    void open_plainUrlOnATlsPort_saysUseWss() throws Exception {
        try (ScriptedServer server = serve("good")) {
            TransportFailure failure = fixture.refused("ws://localhost:" + server.port());

            assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failure.message()).contains("wss://");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void open_serverThatHangsUpDuringTheHandshake_isANetworkFailure(boolean reset) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.socket().getInputStream().read();
            if (reset) {
                peer.reset();
            }
        })) {
            TransportFailure failure = fixture.refused(trusting("localhost", server));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure.message()).contains("TLS").contains("client certificate");
        }
    }

    @Test
    void open_handshakeThatHangs_timesOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Conversation::hold)) {
            TransportFailure failure = fixture.refused(trusting("localhost", server).toBuilder()
                    .timeout(Duration.ofMillis(300))
                    .build());

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.message()).contains("TLS");
        }
    }

    @Test
    void close_whenThePeerStaysSilent_closesHardAfterTheDeadline() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(keys.serverSocket("good"), peer -> {
            peer.upgrade();
            peer.hold();
        })) {
            Link link = fixture.open(trusting("localhost", server));
            link.send(new Text("x".repeat(16_000_000)));
            link.close(CloseReason.local());

            listener.next(RecordingListener.Failed.class);
            assertThat(listener.next(RecordingListener.Closed.class).reason()).isEqualTo(CloseReason.local());
        }
    }

    private static void assertTlsFailure(TransportFailure failure, String... words) {
        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.message()).contains(words);
        assertThat(failure.mayHaveBeenProcessed()).isFalse();
        assertThat(failure.toString()).doesNotContain("SECRETKEY");
    }
}

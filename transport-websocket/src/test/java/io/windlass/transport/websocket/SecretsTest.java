package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final List<String> SECRETS = List.of("PATHKEY", "QUERYKEY", "BEARERKEY", "HEADERKEY");

    private final Fixture fixture = new Fixture();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Level level = root.getLevel();
    private final Handler capture = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord each) {
            logged.add(formatter.format(each));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void captureEverything() {
        capture.setLevel(Level.ALL);
        root.addHandler(capture);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void close() {
        root.removeHandler(capture);
        root.setLevel(level);
        fixture.close();
    }

    private static ConnectionConfig secretive(ScriptedServer server) {
        return ConnectionConfig.builder(server.url() + "/v3/PATHKEY?key=QUERYKEY")
                .auth(Auth.bearer("BEARERKEY"))
                .header("X-Api-Key", "HEADERKEY")
                .build();
    }

    @Test
    void closeReason_thatRepeatsTheSecrets_isRedacted() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            Conversation.Request request = peer.upgrade();
            peer.write(Frames.close(
                    1008,
                    "no: " + request.line().split(" ")[1] + " "
                            + request.headers().get("Authorization") + " "
                            + request.headers().get("X-Api-Key")));
            peer.awaitEnd();
        })) {
            Link link = fixture.open(secretive(server));
            CloseReason reason = fixture.listener().nextClosed();

            assertThat(reason.message()).startsWith("no: ");
            assertSecretFree(reason.toString(), link.toString(), link.info().toString());
        }
    }

    @Test
    void failures_ofEveryKind_showNoSecrets() throws Exception {
        List<ScriptedServer.Script> scripts = List.of(
                peer -> peer.write(peer.readRequest() + "\r\n\r\n"),
                peer -> peer.write("HTTP/1.1 " + peer.readRequest() + "\r\n\r\n"),
                peer -> peer.write("HTTP/1.1 401 " + peer.readRequest() + "\r\n\r\n"),
                peer -> peer.write("HTTP/1.1 302 Found\r\nLocation: "
                        + peer.readRequest().line().split(" ")[1] + "\r\n\r\n"),
                peer -> peer.write("HTTP/1.1 101 Ok\r\nUpgrade: "
                        + peer.readRequest().headers().get("Authorization") + "\r\n\r\n"),
                Conversation::readRequest,
                Conversation::reset);
        for (ScriptedServer.Script script : scripts) {
            try (ScriptedServer server = ScriptedServer.start(peer -> {
                script.play(peer);
                peer.awaitEnd();
            })) {
                ConnectionConfig config = secretive(server).toBuilder()
                        .timeout(Duration.ofMillis(500))
                        .build();
                TransportException exception = new TransportException(fixture.refused(config));
                StringWriter trace = new StringWriter();
                exception.printStackTrace(new PrintWriter(trace));

                assertSecretFree(trace.toString(), exception.failure().toString());
            }
        }
    }

    private void assertSecretFree(String... texts) {
        for (String secret : SECRETS) {
            assertThat(texts).noneMatch(text -> text.contains(secret));
            assertThat(logged).noneMatch(line -> line.contains(secret));
        }
    }
}

package io.windlass.it;

import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Auth;
import io.windlass.BlockchainException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionFailedException;
import io.windlass.EndpointRefusedException;
import io.windlass.PluginException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that cannot be connected to: each is a typed failure whose text helps and gives no secret away. */
class RefusalsIT extends WithManager {
    static Stream<Arguments> wiresAndRefusals() {
        return Stream.of(Wire.values()).flatMap(wire -> Stream.of(401, 403, 404).map(code -> Arguments.of(wire, code)));
    }

    @ParameterizedTest
    @MethodSource("wiresAndRefusals")
    void connect_refusedByStatus_failsAtOnceWithTheStatus(Wire wire, int status) {
        try (TinyServer server = TinyServer.refusingAndEchoing(status)) {
            Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + server.port());

            assertThat(failure).isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
                assertThat(e.status()).isEqualTo(status);
                assertThat(e.endpoint()).isEqualTo(shown(wire, server.port()));
                assertThat(e).hasMessageContaining(Integer.toString(status));
            });
        }
    }

    static Stream<Arguments> wiresAndServersThatAreNoNode() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.of(
                        Arguments.of(wire, 200, "text/html", "<html><body>welcome</body></html>"),
                        Arguments.of(wire, 200, "application/json", "{\"status\":\"ok\"}"),
                        Arguments.of(wire, 200, "application/json", "[]"),
                        Arguments.of(wire, 200, "application/json", "{\"jsonrpc\":\"2.0\",\"id"),
                        Arguments.of(wire, 204, "text/plain", ""),
                        Arguments.of(wire, 400, "text/plain", "bad request")));
    }

    @ParameterizedTest
    @MethodSource("wiresAndServersThatAreNoNode")
    void connect_toAServerThatIsNoNode_failsAtOnceWithTheStatus(
            Wire wire, int status, String contentType, String body) {
        try (TinyServer server = TinyServer.answering(status, contentType, body)) {
            Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + server.port());

            assertThat(failure).isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
                assertThat(e.status()).isEqualTo(status);
                assertThat(e.endpoint()).isEqualTo(shown(wire, server.port()));
                assertThat(e).hasMessageContaining(e.endpoint());
            });
        }
    }

    static Stream<Arguments> wiresAndPassingErrors() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.of(429, 500, 502, 503).map(code -> Arguments.of(wire, code)));
    }

    @ParameterizedTest
    @MethodSource("wiresAndPassingErrors")
    void connect_toAServerThatIsOutOfOrder_failsAfterItsRetries(Wire wire, int status) {
        try (TinyServer server = TinyServer.refusingAndEchoing(status)) {
            Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + server.port());

            assertThat(failure).isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
                assertThat(e.attempts()).isEqualTo(3);
                assertThat(e.endpoint()).isEqualTo(shown(wire, server.port()));
                assertThat(e).hasMessageContaining(Integer.toString(status));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void connect_redirectedElsewhere_failsAndDoesNotFollowWithTheCredentials(Wire wire) {
        List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();
        try (TinyServer elsewhere = TinyServer.node(1, seen);
                TinyServer server = TinyServer.redirecting("localhost:" + elsewhere.port())) {
            Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + server.port());

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            EndpointRefusedException.class,
                            e -> assertThat(e.status()).isEqualTo(302));
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void connect_toAPortThatRefuses_failsAfterItsRetries(Wire wire) {
        int port = TinyServer.closedPort();

        Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + port);

        assertThat(failure).isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
            assertThat(e.attempts()).isEqualTo(3);
            assertThat(e.elapsed()).isPositive();
            assertThat(e.endpoint()).isEqualTo(shown(wire, port));
            assertThat(e).hasMessageContaining(e.endpoint()).hasMessageContaining("3");
        });
        assertThat(manager.connectionStats().activeConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void connect_toAHostThatDoesNotExist_saysThatItDoesNotResolve(Wire wire) {
        Throwable failure = connectWithSecrets(wire, "no-such-host.invalid");

        assertThat(failure)
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("resolve");
    }

    @ParameterizedTest
    @EnumSource
    void connect_toAServerThatNeverAnswers_endsAtItsTimeout(Wire wire) {
        try (TinyServer server = TinyServer.silent()) {
            Throwable failure = connectWithSecrets(wire, "127.0.0.1:" + server.port(), Duration.ofMillis(300));

            assertThat(failure).isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
                assertThat(e.attempts()).isEqualTo(3);
                assertThat(e).hasMessageContaining(e.endpoint());
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void connect_toAServerThatHangsUp_failsTyped(Wire wire) {
        try (TinyServer server = TinyServer.hangingUp()) {
            assertThat(connectWithSecrets(wire, "127.0.0.1:" + server.port()))
                    .isInstanceOf(ConnectionFailedException.class);
        }
    }

    @Test
    void connect_withASchemeNobodySpeaks_namesTheScheme() {
        Throwable failure = failureOf(manager.connect("gopher://127.0.0.1:70/" + Secrets.PATH));

        assertThat(failure).isInstanceOf(PluginException.class).hasMessageContaining("gopher");
        Secrets.assertNoneIn(failure);
    }

    @Test
    void connect_withAUrlThatIsNone_isRefusedWithoutRepeatingIt() {
        for (String url : List.of(
                "127.0.0.1:8545/" + Secrets.PATH,
                Secrets.PATH,
                "",
                "ws:///" + Secrets.PATH,
                "ws://host/" + Secrets.PATH + " x",
                "ws:" + Secrets.PATH)) {
            assertThatThrownBy(() -> manager.connect(url))
                    .as("a malformed URL of %d characters", url.length())
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> Secrets.assertNoneIn(e));
        }
    }

    @ParameterizedTest
    @EnumSource
    void connect_withABearerTokenThatIsRefused_keepsTheToken(Wire wire) {
        try (TinyServer server = TinyServer.refusingAndEchoing(401);
                LogCapture log = LogCapture.start()) {
            ConnectionConfig config = ConnectionConfig.builder(wire.scheme() + "://127.0.0.1:" + server.port())
                    .auth(Auth.bearer(Secrets.HEADER))
                    .build();

            Throwable failure = failureOf(manager.connect(config));

            assertThat(failure).isInstanceOf(EndpointRefusedException.class);
            Secrets.assertNoneIn(failure);
            Secrets.assertNoneIn(log.text());
        }
    }

    private Throwable connectWithSecrets(Wire wire, String hostAndPort) {
        return connectWithSecrets(wire, hostAndPort, Patience.LIMIT);
    }

    /**
     * Connects with a secret in each place that can hold one, expects a failure, and looks for the secrets in everything that
     * comes out.
     */
    private Throwable connectWithSecrets(Wire wire, String hostAndPort, Duration timeout) {
        ConnectionConfig config = Secrets.everywhere(wire, hostAndPort)
                .timeout(timeout)
                .maxRetries(2)
                .retryDelay(Duration.ofMillis(10))
                .maxRetryDelay(Duration.ofMillis(20))
                .build();
        try (LogCapture log = LogCapture.start()) {
            Throwable failure = failureOf(manager.connect(config));
            assertThat(failure).isInstanceOf(BlockchainException.class);
            Secrets.assertNoneIn(failure);
            Secrets.assertNoneIn(manager.connectionStats().toString());
            Secrets.assertNoneIn(config.toString());
            Secrets.assertNoneIn(log.text());
            return failure;
        }
    }

    private static String shown(Wire wire, int port) {
        return wire.scheme() + "://127.0.0.1:" + port + "/…";
    }
}

package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.BlockchainConnection;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionState;
import io.windlass.EndpointRefusedException;
import io.windlass.Eth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Front doors that do not open: for good, for a while, elsewhere. */
class FaultRefusedUpgradeIT extends FaultWithManager {
    private static Anvil anvil;

    private final FaultProxy proxy = watched(FaultProxy.before(anvil.port()));

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @AfterAll
    static void stopNode() {
        anvil.close();
    }

    static Stream<Arguments> wiresAndRefusals() {
        return wiresAnd(401, 403, 404);
    }

    static Stream<Arguments> wiresAndDelays() {
        return wiresAnd(429, 503);
    }

    private static Stream<Arguments> wiresAnd(Integer... statuses) {
        return Stream.of(Wire.values()).flatMap(wire -> Stream.of(statuses).map(status -> Arguments.of(wire, status)));
    }

    @ParameterizedTest
    @MethodSource("wiresAndRefusals")
    void refusalForGood_endsTheFirstConnectAfterOneAttempt(Wire wire, int status) {
        proxy.meetAlways(new FaultReaction.Status(status));

        Throwable failure = failureOf(manager.connect(proxy.url(wire)));

        assertThat(failure).isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.endpoint()).isEqualTo(proxy.url(wire));
            assertThat(e).hasMessageContainingAll(e.endpoint(), Integer.toString(status));
            assertThat(e).as("what to change").hasMessageMatching(".*(key|credentials|path).*");
        });
        assertThat(proxy.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void refusalForGood_endsAReconnectAfterOneAttempt(int status) {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        FaultStateLog states = FaultStateLog.of(node);
        proxy.meetAlways(new FaultReaction.Status(status));

        proxy.cutByFin();

        states.await(ConnectionState.FAILED);
        assertThat(states.changes()).hasSize(2);
        assertThat(failureOf(node.call(Eth.chainId())).getCause())
                .isInstanceOfSatisfying(
                        EndpointRefusedException.class,
                        e -> assertThat(e.status()).isEqualTo(status));
        assertThat(proxy.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("wiresAndDelays")
    void retryAfter_isWaitedForBeforeTheSecondAttempt(Wire wire, int status) {
        proxy.meet(new FaultReaction.Status(status, "Retry-After: 1"));
        CompletableFuture<BlockchainConnection> connecting =
                manager.connect(impatient(proxy.url(wire)).build());

        assertThat(done(connecting).state()).isEqualTo(ConnectionState.OPEN);
        assertThat(waitBeforeTheLastAttempt()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(proxy.attempts()).hasSize(2);
    }

    @Test
    void retryAfter_isWaitedForByAReconnect() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        FaultStateLog states = FaultStateLog.of(node);
        proxy.meet(new FaultReaction.Status(429, "Retry-After: 1"));

        proxy.cutByFin();

        states.await(ConnectionState.OPEN);
        assertThat(proxy.attempts()).hasSize(3);
        assertThat(waitBeforeTheLastAttempt()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    /** By the proxy's clock, from its answer to the attempt before. */
    private Duration waitBeforeTheLastAttempt() {
        List<FaultProxyRequest> attempts = proxy.attempts();
        FaultProxyRequest last = attempts.get(attempts.size() - 1);
        FaultProxyRequest before = attempts.get(attempts.size() - 2);
        return Duration.ofNanos(last.arrivedNanos() - before.answeredNanos());
    }

    @ParameterizedTest
    @MethodSource("wires")
    void unansweredRequest_isGivenUpAfterItsTimeoutAndRetries(Wire wire) {
        proxy.meetAlways(new FaultReaction.Hang());

        assertGivenUp(wire);
    }

    @ParameterizedTest
    @MethodSource("wires")
    void drippingAnswer_isGivenUpAfterItsTimeoutAndRetries(Wire wire) {
        // each byte comes well within the timeout, all of them never do
        proxy.drip(Duration.ofMillis(50));

        assertGivenUp(wire);
    }

    @Test
    void drippingAnswer_thatIsInTime_opensTheLink() {
        proxy.drip(Duration.ofMillis(1));

        BlockchainConnection node = connect(impatient(proxy.wsUrl()).timeout(Duration.ofSeconds(20)));

        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    static Stream<Wire> wires() {
        return Stream.of(Wire.values());
    }

    private void assertGivenUp(Wire wire) {
        Duration timeout = Duration.ofMillis(300);
        Throwable failure = failureOf(manager.connect(
                impatient(proxy.url(wire)).timeout(timeout).maxRetries(2).build()));

        assertThat(failure).isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
            assertThat(e.attempts()).isEqualTo(3);
            assertThat(e.elapsed())
                    .isBetween(timeout.multipliedBy(3), timeout.multipliedBy(3).plusSeconds(5));
            assertThat(e).hasMessageContainingAll(e.endpoint(), "3 attempts");
        });
        assertThat(proxy.attempts()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("wires")
    void redirect_isRefusedAndNothingIsSaidToTheOtherHost(Wire wire) {
        List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();
        try (TinyServer elsewhere = TinyServer.node(31337, seen)) {
            proxy.meetAlways(new FaultReaction.Status(
                    301, "Location: " + wire.scheme() + "://localhost:" + elsewhere.port() + "/moved"));

            Throwable failure = failureOf(manager.connect(impatient(proxy.url(wire))
                    .auth(Auth.bearer("for-the-first-host-only"))
                    .build()));

            assertThat(failure).isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
                assertThat(e.status()).isEqualTo(301);
                assertThat(e).hasMessageContaining("redirect");
            });
            assertThat(seen).isEmpty();
            assertThat(proxy.attempts()).hasSize(1);
        }
    }
}

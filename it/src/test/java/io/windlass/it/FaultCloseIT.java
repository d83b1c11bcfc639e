package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Closing in each phase of a connection's life: it comes to an end, everyone who waits hears of it, and nothing is left. That
 * no thread and no socket is left is looked at after every test.
 */
class FaultCloseIT extends FaultWithManager {
    private static final Duration LONG = Duration.ofSeconds(20);

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

    @ParameterizedTest
    @EnumSource
    void managerClosed_whileTheFirstConnectHangs_failsTheConnect(Wire wire) {
        proxy.meetAlways(new FaultReaction.Hang());
        CompletableFuture<BlockchainConnection> connecting =
                manager.connect(patient(wire).build());
        Patience.until("the request hangs", () -> proxy.attempts().size() == 1);

        manager.close();

        assertThat(failureOf(connecting)).isInstanceOf(ConnectionClosedException.class);
        assertThat(Leftovers.socketsTo(proxy.port())).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void managerClosed_betweenAttemptsToConnect_failsTheConnect(Wire wire) {
        proxy.meetAlways(new FaultReaction.Status(503, "Retry-After: 60"));
        CompletableFuture<BlockchainConnection> connecting =
                manager.connect(patient(wire).build());
        Patience.until(
                "the request is refused",
                () -> proxy.attempts().size() == 1 && proxy.attempts().get(0).answeredNanos() != 0);

        manager.close();

        assertThat(failureOf(connecting)).isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void closed_whileAReconnectHangs_failsWhatWaits() {
        BlockchainConnection node = connect(patient(Wire.WEBSOCKET));
        proxy.meetAlways(new FaultReaction.Hang());
        proxy.cutByFin();
        Patience.until("the upgrade hangs", () -> proxy.requests().size() == 2);
        CompletableFuture<Long> waiting = node.call(Eth.chainId());

        assertClosed(node, waiting);
    }

    @Test
    void closed_betweenAttemptsToReconnect_failsWhatWaits() {
        BlockchainConnection node =
                connect(patient(Wire.WEBSOCKET).retryDelay(LONG).maxRetryDelay(LONG));
        FaultStateLog states = FaultStateLog.of(node);
        proxy.refuse();
        proxy.cutByFin();
        states.await(ConnectionState.RECONNECTING);
        CompletableFuture<Long> waiting = node.call(Eth.chainId());

        assertClosed(node, waiting);
        proxy.listen();
    }

    @ParameterizedTest
    @EnumSource
    void closed_withCallsInFlight_failsThemAfterTheCloseTimeout(Wire wire) {
        BlockchainConnection node = connect(patient(wire).closeTimeout(Duration.ofMillis(200)));
        proxy.lose(FaultLoss.EVERYTHING);
        List<CompletableFuture<Long>> calls =
                Stream.generate(() -> node.call(Eth.blockNumber())).limit(10).toList();

        done(node.disconnect());

        for (CompletableFuture<Long> call : calls) {
            assertThat(failureOf(call)).isInstanceOf(ConnectionClosedException.class);
        }
        assertThat(node.stats().inFlight()).isZero();
        Patience.until("no socket is left", () -> proxy.open() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void closed_withCallsThatAreAnswered_waitsForThem(Wire wire) {
        BlockchainConnection node = connect(patient(wire).closeTimeout(LONG));
        List<CompletableFuture<Long>> calls =
                Stream.generate(() -> node.call(Eth.chainId())).limit(50).toList();

        done(node.disconnect());

        for (CompletableFuture<Long> call : calls) {
            assertThat(done(call)).isEqualTo(31337);
        }
        Patience.until("no socket is left", () -> proxy.open() == 0);
    }

    @Test
    void closed_whileARotationHangs_failsTheRotation() {
        BlockchainConnection node = connect(patient(Wire.WEBSOCKET));
        proxy.meetAlways(new FaultReaction.Hang());
        CompletableFuture<Void> rotation = node.rotate();
        Patience.until("the new link hangs", () -> proxy.requests().size() == 2);

        done(node.disconnect());

        assertThat(failureOf(rotation)).isInstanceOf(ConnectionClosedException.class);
        Patience.until("no socket is left", () -> proxy.open() == 0);
    }

    @Test
    void managerClosed_whileAnHttpCallWaitsToBeRepeated_failsTheCall() {
        BlockchainConnection node =
                connect(patient(Wire.HTTP).retryDelay(LONG).maxRetryDelay(LONG).closeTimeout(Duration.ofMillis(200)));
        proxy.refuse();
        proxy.cutByReset();
        CompletableFuture<Long> call = node.call(Eth.chainId());
        Patience.until("it is not on its way", () -> proxy.open() == 0);

        manager.close();

        assertThat(failureOf(call)).isInstanceOf(ConnectionClosedException.class);
        proxy.listen();
    }

    @Test
    void managerClosed_inAStormOfCutsAndCalls_endsEverything() {
        List<BlockchainConnection> nodes = Stream.generate(
                        () -> connect(patient(Wire.WEBSOCKET).closeTimeout(Duration.ofMillis(200))))
                .limit(10)
                .toList();
        List<CompletableFuture<Long>> calls = nodes.stream()
                .flatMap(node -> Stream.generate(() -> node.call(Eth.chainId())).limit(20))
                .toList();
        proxy.cutByReset();
        proxy.meet(
                new FaultReaction.Hang(), new FaultReaction.Status(503, "Retry-After: 60"), new FaultReaction.Hang());

        manager.close();

        calls.forEach(call -> Patience.until("the call has ended", call::isDone));
        assertThat(nodes).extracting(BlockchainConnection::state).containsOnly(ConnectionState.CLOSED);
    }

    private void assertClosed(BlockchainConnection node, CompletableFuture<?> waiting) {
        done(node.disconnect());

        assertThat(failureOf(waiting)).isInstanceOf(ConnectionClosedException.class);
        assertThat(node.state()).isEqualTo(ConnectionState.CLOSED);
        Patience.until("no socket is left", () -> proxy.open() == 0);
    }

    /** Would wait long for everything, if it were not closed. */
    private ConnectionConfig.Builder patient(Wire wire) {
        return impatient(proxy.url(wire)).timeout(LONG);
    }
}

package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.ChainMismatchException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.JsonReader;
import io.windlass.StateChange;
import io.windlass.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The node goes away under an open connection. */
class LinkLossIT extends WithManager {
    /** Nodes that start with the same time have the same genesis block: the same chain, started again. */
    private static final String[] GENESIS = {"--timestamp", "1700000000"};

    @Test
    void kill_withACallInFlight_failsItAndSaysThatItsOutcomeIsUnknown() {
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
            anvil.suspend();
            CompletableFuture<?> call = node.send("eth_sendRawTransaction", "0x00");
            Patience.until("the call has left", () -> node.stats().inFlight() == 1);

            anvil.kill();

            assertThat(failureOf(call)).isInstanceOfSatisfying(ConnectionLostException.class, e -> {
                assertThat(e.method()).isEqualTo("eth_sendRawTransaction");
                assertThat(e.connectionId()).isEqualTo(node.id());
                assertThat(e.outcomeUnknown()).isTrue();
                assertThat(e.reason().kind()).isIn(CloseReason.Kind.NETWORK, CloseReason.Kind.REMOTE);
            });
            assertThat(node.stats().inFlight()).isZero();
        }
    }

    @Test
    void kill_tellsListenersThatTheLinkWasLost() {
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
            List<StateChange> changes = new CopyOnWriteArrayList<>();
            node.onStateChange(change -> {
                throw new IllegalStateException("thrown on purpose by LinkLossIT");
            });
            node.onStateChange(changes::add);
            assertThat(node.state()).isEqualTo(ConnectionState.OPEN);

            anvil.kill();

            Patience.until("the loss is told", () -> !changes.isEmpty());
            StateChange lost = changes.get(0);
            assertThat(lost.connectionId()).isEqualTo(node.id());
            assertThat(lost.from()).isEqualTo(ConnectionState.OPEN);
            assertThat(lost.to()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(lost.reason())
                    .hasValueSatisfying(reason ->
                            assertThat(reason.kind()).isIn(CloseReason.Kind.NETWORK, CloseReason.Kind.REMOTE));
            assertThat(node.state()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(manager.connectionStats().activeConnections()).isZero();
            assertThat(manager.connectionStats().totalConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void kill_callsMadeAfterwards_failByTheirDeadline(Wire wire) {
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(wire.url(anvil))
                    .requestTimeout(Duration.ofSeconds(1))
                    .build()));

            anvil.kill();

            assertThat(failureOf(node.call(Call.of("eth_sendRawTransaction", JsonReader::json, "0x00"))))
                    .isInstanceOfAny(CallTimeoutException.class, ConnectionLostException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void restart_onTheSamePort_isFoundAndCallsAreAnsweredAgain(Wire wire) {
        try (Anvil anvil = Anvil.start(GENESIS)) {
            BlockchainConnection node = done(manager.connect(impatient(wire.url(anvil))));
            String id = node.id();
            anvil.kill();
            if (wire == Wire.WEBSOCKET) {
                Patience.until("the loss is seen", () -> node.state() == ConnectionState.RECONNECTING);
            }

            try (Anvil again = Anvil.startOn(anvil.port(), GENESIS)) {
                Patience.until("the connection is open", () -> node.state() == ConnectionState.OPEN);
                awaitAnswers(node);
                assertThat(again.head()).isZero();
                assertThat(node.id()).isEqualTo(id);
                assertThat(node.stats().reconnects()).isEqualTo(wire == Wire.WEBSOCKET ? 1 : 0);
            }
        }
    }

    @Test
    void restart_subscriptionsMadeBefore_goOn() {
        try (Anvil anvil = Anvil.start(GENESIS)) {
            BlockchainConnection node = done(manager.connect(impatient(anvil.wsUrl())));
            Received<BlockHeader> heads = new Received<>();
            Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(heads);
            done(subscription.live());
            anvil.mine(2);
            heads.await(2);
            anvil.kill();

            try (Anvil again = Anvil.startOn(anvil.port(), GENESIS)) {
                Patience.until("heads of the new node come", () -> {
                    again.mine(1);
                    return heads.count() >= 4;
                });

                assertThat(subscription.ended()).isNotDone();
                BlockHeader last = heads.values().get(heads.count() - 1);
                assertThat(last.hash()).hasToString((String)
                        again.rpcObject("eth_getBlockByNumber", "0x" + Long.toHexString(last.number()), false)
                                .get("hash"));
            }
        }
    }

    @Test
    void restart_anIdempotentCallInFlight_isAskedAgainAndAnswered() {
        try (Anvil anvil = Anvil.start(GENESIS)) {
            BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(anvil.wsUrl())
                    .retryDelay(Duration.ofMillis(20))
                    .maxRetryDelay(Duration.ofMillis(100))
                    .build()));
            anvil.suspend();
            CompletableFuture<Long> call = node.call(Eth.blockNumber());
            Patience.until("the call has left", () -> node.stats().inFlight() == 1);
            anvil.kill();

            try (Anvil again = Anvil.startOn(anvil.port(), GENESIS)) {
                assertThat(done(call)).isEqualTo(again.head());
            }
        }
    }

    @Test
    void restart_asAnotherChain_endsTheConnectionAndSaysWhy() {
        try (Anvil anvil = Anvil.start(GENESIS)) {
            BlockchainConnection node = done(manager.connect(impatient(anvil.wsUrl())));
            CompletableFuture<BlockchainException> told = new CompletableFuture<>();
            Subscription subscription =
                    node.subscribe(Feeds.newHeads()).onFailure(told::complete).onEvent(e -> {});
            done(subscription.live());
            anvil.kill();

            try (Anvil other = Anvil.startOn(anvil.port(), "--chain-id", "5")) {
                Patience.until("the connection has failed", () -> node.state() == ConnectionState.FAILED);

                Throwable failure = failureOf(node.call(Eth.chainId()));
                assertThat(failure).isInstanceOf(ConnectionClosedException.class);
                assertThat(failure.getCause()).isInstanceOfSatisfying(ChainMismatchException.class, e -> {
                    assertThat(e.expectedChainId()).isEqualTo(31337);
                    assertThat(e.actualChainId()).isEqualTo(PlainJson.quantity(other.rpc("eth_chainId")));
                });
                assertThat(done(told)).isNotNull();
                assertThat(failureOf(subscription.ended())).isInstanceOf(BlockchainException.class);
                assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);
                assertThat(manager.connectionStats().activeConnections()).isZero();
            }
        }
    }

    @Test
    void restart_withAnotherGenesis_endsTheConnectionAndSaysWhy() {
        try (Anvil anvil = Anvil.start(GENESIS)) {
            BlockchainConnection node = done(manager.connect(impatient(anvil.wsUrl())));
            anvil.kill();

            try (Anvil other = Anvil.startOn(anvil.port(), "--timestamp", "1600000000")) {
                Patience.until("the connection has failed", () -> node.state() == ConnectionState.FAILED);

                assertThat(failureOf(node.call(Eth.chainId())).getCause())
                        .isInstanceOf(ChainMismatchException.class)
                        .hasMessageContaining("genesis");
                assertThat(other.head()).isZero();
            }
        }
    }

    @Test
    void suspend_halfOpenSocket_isFoundByTheHeartbeatAndReplaced() {
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(anvil.wsUrl())
                    .heartbeatInterval(Duration.ofMillis(100))
                    .heartbeatTimeout(Duration.ofMillis(500))
                    .timeout(Duration.ofMillis(500))
                    .retryDelay(Duration.ofMillis(20))
                    .maxRetryDelay(Duration.ofMillis(100))
                    .requestTimeout(Duration.ofSeconds(1))
                    .build()));
            List<StateChange> changes = new CopyOnWriteArrayList<>();
            node.onStateChange(changes::add);

            anvil.suspend();

            Patience.until("silence is noticed", () -> !changes.isEmpty());
            assertThat(changes.get(0).to()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(changes.get(0).reason())
                    .hasValueSatisfying(reason -> assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT));
            anvil.resume();
            Patience.until("the connection is open", () -> node.state() == ConnectionState.OPEN);
            awaitAnswers(node);
        }
    }

    @Test
    void close_whileReconnecting_endsTheAttemptsAndFailsWaitingCalls() {
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
            anvil.kill();
            Patience.until("the loss is seen", () -> node.state() == ConnectionState.RECONNECTING);
            CompletableFuture<Long> waiting = node.call(Eth.blockNumber());

            done(node.disconnect());

            assertThat(failureOf(waiting)).isInstanceOf(ConnectionClosedException.class);
            assertThat(node.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    private static ConnectionConfig impatient(String url) {
        return ConnectionConfig.builder(url)
                .retryDelay(Duration.ofMillis(20))
                .maxRetryDelay(Duration.ofMillis(100))
                .requestTimeout(Duration.ofSeconds(1))
                .build();
    }

    private static void awaitAnswers(BlockchainConnection node) {
        Patience.until(
                "calls are answered",
                () -> node.call(Eth.chainId())
                        .handle((chain, failure) -> chain != null && chain == 31337)
                        .join());
    }
}

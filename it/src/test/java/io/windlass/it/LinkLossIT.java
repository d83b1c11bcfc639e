package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.JsonReader;
import io.windlass.StateChange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The node goes away under an open connection. */
class LinkLossIT extends WithManager {
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
        try (Anvil anvil = Anvil.start()) {
            BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(wire.url(anvil))
                    .retryDelay(Duration.ofMillis(20))
                    .maxRetryDelay(Duration.ofMillis(100))
                    .requestTimeout(Duration.ofSeconds(1))
                    .build()));
            String id = node.id();
            anvil.kill();
            if (wire == Wire.WEBSOCKET) {
                Patience.until("the loss is seen", () -> node.state() == ConnectionState.RECONNECTING);
            }

            try (Anvil again = Anvil.startOn(anvil.port())) {
                Patience.until("the connection is open", () -> node.state() == ConnectionState.OPEN);
                Patience.until(
                        "calls are answered",
                        () -> node.call(Eth.chainId())
                                .handle((chain, failure) -> chain != null && chain == 31337)
                                .join());
                assertThat(again.head()).isZero();
                assertThat(node.id()).isEqualTo(id);
                assertThat(node.stats().reconnects()).isEqualTo(wire == Wire.WEBSOCKET ? 1 : 0);
            }
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
}

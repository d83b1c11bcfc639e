package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that has gone without a word is found by the heartbeat. */
class FaultHalfOpenIT extends FaultWithManager {
    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());

    @AfterEach
    void endScene() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWERS", "EVERYTHING"})
    void silence_isFoundByTheHeartbeat(FaultLoss loss) {
        BlockchainConnection node = connect(beating(Wire.WEBSOCKET));
        FaultStateLog states = FaultStateLog.of(node);

        proxy.lose(loss);
        CloseReason reason = states.reasonOfFirstLoss();
        proxy.loseNoMore();

        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
        states.assertLostAndFound();
        assertThat(node.stats().linksEndedBy()).containsKey(CloseReason.Kind.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource
    void silenceOverEachWire_endsWhenTheNodeSpeaksAgain(Wire wire) {
        BlockchainConnection node = connect(beating(wire));
        FaultStateLog states = FaultStateLog.of(node);

        proxy.lose(FaultLoss.EVERYTHING);
        assertThat(states.reasonOfFirstLoss().kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
        proxy.loseNoMore();

        states.assertLostAndFound();
    }

    @Test
    void quietChain_isNoSilence() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl())
                .heartbeatInterval(Duration.ofMillis(100))
                .heartbeatTimeout(Duration.ofSeconds(10)));
        followHeads(node);
        FaultStateLog states = FaultStateLog.of(node);
        long before = node.stats().messagesReceived();

        Patience.until("five heartbeats are answered", () -> node.stats().messagesReceived() >= before + 5);

        assertThat(states.changes()).isEmpty();
        assertThat(node.stats().reconnects()).isZero();
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void stoppedHeartbeats_findNothingUntilTheyAreStartedAgain() {
        try (BlockchainConnectionManager other = BlockchainConnectionManager.create()) {
            BlockchainConnection node = connect(beating(Wire.WEBSOCKET));
            FaultStateLog states = FaultStateLog.of(node);
            FaultStateLog statesOfOther = FaultStateLog.of(
                    Patience.done(other.connect(beating(Wire.WEBSOCKET).build())));
            manager.stopHeartbeatMonitoring();

            proxy.lose(FaultLoss.EVERYTHING);
            statesOfOther.await(ConnectionState.RECONNECTING);
            assertThat(states.changes()).isEmpty();
            manager.startHeartbeatMonitoring();

            assertThat(states.reasonOfFirstLoss().kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
            proxy.loseNoMore();
            states.assertLostAndFound();
        }
    }

    private ConnectionConfig.Builder beating(Wire wire) {
        return impatient(proxy.url(wire)).heartbeatInterval(INTERVAL).heartbeatTimeout(TIMEOUT);
    }
}

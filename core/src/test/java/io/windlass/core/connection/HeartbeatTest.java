package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.core.sim.ModelNode.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What counts as a sign of life: a pong where the peer gives any, and an answer to a call that is one. */
class HeartbeatTest {
    private static final Duration INTERVAL_AND_TIMEOUT = Duration.ofSeconds(15 + 10);

    private static CloseReason reasonOfTheLoss(ConnectionFixture f) {
        assertThat(f.changes.get(1).to()).isEqualTo(ConnectionState.RECONNECTING);
        return f.changes.get(1).reason().orElseThrow();
    }

    @Test
    void peerThatStopsAnsweringPings_isFoundDead_thoughItAnswersCalls() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.run(Duration.ofMinutes(1));
        assertThat(f.connection.stats().reconnects()).isZero();

        f.link().ignorePings();
        f.run(INTERVAL_AND_TIMEOUT);

        assertThat(f.connection.stats().reconnects()).isEqualTo(1);
        assertThat(reasonOfTheLoss(f).kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
        assertThat(reasonOfTheLoss(f).message()).contains("no ping of the heartbeat within PT10S");
    }

    /** Some providers never do. */
    @Test
    void peerThatNeverAnsweredAPing_isJudgedByItsAnswersToCallsAlone() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().ignorePings();

        f.run(Duration.ofHours(1));

        assertThat(f.connection.stats().reconnects()).isZero();
        assertThat(f.node.received("eth_blockNumber")).isGreaterThan(200);
    }

    @Test
    void answerThatIsNoBlockNumber_isNoSignOfLife() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.node.answersByHand();

        f.run(Duration.ofMillis(15_100));
        Request beat = f.node.unanswered().get(0);
        assertThat(beat.method()).isEqualTo("eth_blockNumber");
        f.link().push("{\"jsonrpc\":\"2.0\",\"id\":" + beat.id() + ",\"result\":\"<html>\"}");
        f.run(Duration.ofSeconds(10));

        assertThat(reasonOfTheLoss(f).kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
        assertThat(reasonOfTheLoss(f).message()).contains("no call of the heartbeat");
    }

    /** What was asked cannot overtake a long answer on the same socket. */
    @Test
    void peerInTheMiddleOfALongMessage_isNotTakenForDead() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().delay(Duration.ofSeconds(50));

        for (int second = 0; second < 60; second++) {
            f.link().pushPart(4096);
            f.run(Duration.ofSeconds(1));
        }

        assertThat(f.connection.stats().reconnects()).isZero();
    }

    @Test
    void peerThatStopsInTheMiddleOfALongMessage_isFoundDead() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().silence();
        for (int second = 0; second < 30; second++) {
            f.link().pushPart(4096);
            f.run(Duration.ofSeconds(1));
        }
        assertThat(f.connection.stats().reconnects()).isZero();

        f.run(INTERVAL_AND_TIMEOUT);

        assertThat(reasonOfTheLoss(f).kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    }

    @Test
    void peerThatSendsLongMessagesAndAnswersAllTheSame_isNoMoreWorkForTheTimerThanAnother() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.run(Duration.ofMinutes(1));
        long usual = f.world.pending();

        for (int second = 0; second < 600; second++) {
            f.link().pushPart(4096);
            f.run(Duration.ofSeconds(1));
        }

        assertThat(f.connection.stats().reconnects()).isZero();
        assertThat(f.world.pending()).isLessThanOrEqualTo(usual + 3);
    }

    @Test
    void peerThatDripsAFewBytes_isNoneTheLessFoundDead() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.link().silence();

        for (int second = 0; second < 26; second++) {
            f.link().pushPart(100);
            f.run(Duration.ofSeconds(1));
        }

        assertThat(reasonOfTheLoss(f).kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    }

    @Test
    void errorOfTheNode_isASignOfLife() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.node.answersByHand();

        for (int beat = 0; beat < 20; beat++) {
            f.run(Duration.ofSeconds(15));
            f.node.unanswered()
                    .forEach(request -> f.link()
                            .push("{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                                    + ",\"error\":{\"code\":-32005,\"message\":\"too many requests\"}}"));
            f.node.unanswered().clear();
        }

        assertThat(f.connection.stats().reconnects()).isZero();
    }
}

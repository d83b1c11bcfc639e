package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.core.connection.ConnectionEvent.CloseRequested;
import io.windlass.core.connection.ConnectionEvent.GoodRead;
import io.windlass.core.connection.ConnectionEvent.LinkLost;
import io.windlass.core.connection.ConnectionEvent.OpenFailed;
import io.windlass.core.connection.ConnectionEvent.Opened;
import io.windlass.core.connection.ConnectionEvent.RetryDue;
import io.windlass.core.connection.ConnectionEvent.Rotated;
import io.windlass.core.connection.Phase.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionsTest {
    private static final CloseReason LOST = CloseReason.of(CloseReason.Kind.NETWORK, 1006, "lost");
    private static final CloseReason REFUSED = CloseReason.of(CloseReason.Kind.NETWORK, 0, "refused");
    private static final CloseReason LOCAL = CloseReason.local();
    private static final long GEN = 7;
    private static final long NEXT = 9;

    private static final Phase FIRST_OPENING = phase(ConnectionState.CONNECTING, Step.OPENING, 0, null);
    private static final Phase FIRST_WAITING = phase(ConnectionState.CONNECTING, Step.WAITING, 1, REFUSED);
    private static final Phase LAST_TRY = phase(ConnectionState.CONNECTING, Step.OPENING, 2, REFUSED);
    private static final Phase UP = phase(ConnectionState.OPEN, Step.UP, 0, null);
    private static final Phase UP_UNPROVEN = phase(ConnectionState.OPEN, Step.UP, 3, LOST);
    private static final Phase AGAIN_OPENING = phase(ConnectionState.RECONNECTING, Step.OPENING, 9, LOST);
    private static final Phase AGAIN_WAITING = phase(ConnectionState.RECONNECTING, Step.WAITING, 9, LOST);
    private static final Phase FAILED = phase(ConnectionState.FAILED, Step.ENDED, 3, REFUSED);
    private static final Phase CLOSED = phase(ConnectionState.CLOSED, Step.ENDED, 0, LOCAL);

    private static final List<Phase> PHASES = List.of(
            FIRST_OPENING, FIRST_WAITING, LAST_TRY, UP, UP_UNPROVEN, AGAIN_OPENING, AGAIN_WAITING, FAILED, CLOSED);

    private final Transitions transitions = new Transitions(2, OptionalInt.empty());

    private static Phase phase(ConnectionState state, Step step, int failures, CloseReason reason) {
        return new Phase(state, step, GEN, failures, Optional.ofNullable(reason));
    }

    private static Phase next(ConnectionState state, Step step, long generation, int failures, CloseReason reason) {
        return new Phase(state, step, generation, failures, Optional.ofNullable(reason));
    }

    /** Every phase with every event; a pair that is not listed changes nothing. */
    static Stream<Arguments> table() {
        ConnectionEvent opened = new Opened(GEN);
        ConnectionEvent openFailed = new OpenFailed(GEN, false, REFUSED);
        ConnectionEvent refused = new OpenFailed(GEN, true, REFUSED);
        ConnectionEvent lost = new LinkLost(GEN, NEXT, LOST);
        ConnectionEvent rotated = new Rotated(GEN, NEXT);
        ConnectionEvent due = new RetryDue(GEN, NEXT);
        ConnectionEvent read = new GoodRead(GEN);
        ConnectionEvent close = new CloseRequested(LOCAL);
        List<ConnectionEvent> events = List.of(opened, openFailed, refused, lost, rotated, due, read, close);
        assertThat(events).extracting(Object::getClass).containsOnly(ConnectionEvent.class.getPermittedSubclasses());

        ConnectionState connecting = ConnectionState.CONNECTING;
        ConnectionState open = ConnectionState.OPEN;
        ConnectionState again = ConnectionState.RECONNECTING;
        List<Arguments> listed = List.of(
                Arguments.of(FIRST_OPENING, opened, next(open, Step.UP, GEN, 0, null)),
                Arguments.of(FIRST_OPENING, openFailed, next(connecting, Step.WAITING, GEN, 1, REFUSED)),
                Arguments.of(FIRST_OPENING, refused, next(ConnectionState.FAILED, Step.ENDED, GEN, 1, REFUSED)),
                Arguments.of(LAST_TRY, opened, next(open, Step.UP, GEN, 0, REFUSED)),
                Arguments.of(LAST_TRY, openFailed, next(ConnectionState.FAILED, Step.ENDED, GEN, 3, REFUSED)),
                Arguments.of(LAST_TRY, refused, next(ConnectionState.FAILED, Step.ENDED, GEN, 3, REFUSED)),
                Arguments.of(FIRST_WAITING, due, next(connecting, Step.OPENING, NEXT, 1, REFUSED)),
                Arguments.of(UP, lost, next(again, Step.OPENING, NEXT, 1, LOST)),
                Arguments.of(UP, rotated, next(open, Step.UP, NEXT, 0, null)),
                Arguments.of(UP_UNPROVEN, rotated, next(open, Step.UP, NEXT, 3, LOST)),
                Arguments.of(UP_UNPROVEN, lost, next(again, Step.WAITING, GEN, 4, LOST)),
                Arguments.of(UP_UNPROVEN, read, next(open, Step.UP, GEN, 0, LOST)),
                Arguments.of(AGAIN_OPENING, opened, next(open, Step.UP, GEN, 9, LOST)),
                Arguments.of(AGAIN_OPENING, openFailed, next(again, Step.WAITING, GEN, 10, REFUSED)),
                Arguments.of(AGAIN_OPENING, refused, next(ConnectionState.FAILED, Step.ENDED, GEN, 10, REFUSED)),
                Arguments.of(AGAIN_WAITING, due, next(again, Step.OPENING, NEXT, 9, LOST)));

        return PHASES.stream()
                .flatMap(phase -> events.stream().map(event -> {
                    for (Arguments row : listed) {
                        if (row.get()[0] == phase && row.get()[1] == event) {
                            return row;
                        }
                    }
                    if (event == close && phase != CLOSED) {
                        return Arguments.of(
                                phase, event, next(ConnectionState.CLOSED, Step.ENDED, GEN, phase.failures(), LOCAL));
                    }
                    return Arguments.of(phase, event, phase);
                }));
    }

    @ParameterizedTest
    @MethodSource("table")
    void next_forEveryPhaseAndEvent_isAsTheTableSays(Phase phase, ConnectionEvent event, Phase expected) {
        assertThat(transitions.next(phase, event)).isEqualTo(expected);
    }

    @Test
    void linkLost_whereNoReconnectIsAllowed_failsForGood() {
        Transitions limited = new Transitions(2, OptionalInt.of(0));

        for (Phase up : List.of(UP, UP_UNPROVEN)) {
            assertThat(limited.next(up, new LinkLost(GEN, NEXT, LOST)))
                    .isEqualTo(next(ConnectionState.FAILED, Step.ENDED, GEN, up.failures(), LOST));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void reconnect_withALimit_takesSoManyAttemptsWhetherTheyFailOrOpenAndDieAtOnce(int limit) {
        Transitions limited = new Transitions(2, OptionalInt.of(limit));
        for (int dying = 0; dying <= limit; dying++) {
            Phase phase = limited.next(UP, new LinkLost(GEN, NEXT, LOST));
            int attempts = 0;
            while (phase.step() != Step.ENDED) {
                if (phase.step() == Step.WAITING) {
                    phase = limited.next(phase, new RetryDue(phase.generation(), phase.generation() + 1));
                }
                boolean opens = attempts++ < dying;
                ConnectionEvent first =
                        opens ? new Opened(phase.generation()) : new OpenFailed(phase.generation(), false, REFUSED);
                phase = limited.next(phase, first);
                if (opens) {
                    phase = limited.next(phase, new LinkLost(phase.generation(), phase.generation() + 1, LOST));
                }
            }
            assertThat(phase.state()).isEqualTo(ConnectionState.FAILED);
            assertThat(attempts).isEqualTo(limit);
        }
    }

    @Test
    void next_forAnEventOfAnOlderGeneration_changesNothing() {
        List<ConnectionEvent> old = List.of(
                new Opened(GEN - 1),
                new OpenFailed(GEN - 1, true, REFUSED),
                new LinkLost(GEN - 1, GEN, LOST),
                new Rotated(GEN - 1, GEN),
                new RetryDue(GEN - 1, GEN),
                new GoodRead(GEN - 1));

        for (Phase phase : PHASES) {
            for (ConnectionEvent event : old) {
                assertThat(transitions.next(phase, event)).isEqualTo(phase);
            }
        }
    }
}

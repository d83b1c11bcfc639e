package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.pool.Breaker.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static Breaker failed(Breaker from, int times, long atNanos) {
        Breaker breaker = from;
        for (int i = 0; i < times; i++) {
            breaker = breaker.failed(atNanos);
        }
        return breaker;
    }

    @Test
    void opensAtTheFifthFailureInARow_andNotBefore() {
        assertThat(failed(Breaker.NEW, 4, 0).state()).isEqualTo(State.CLOSED);
        assertThat(failed(Breaker.NEW, 5, 0).state()).isEqualTo(State.OPEN);
        assertThat(failed(failed(Breaker.NEW, 3, 0).answered(), 3, 0).state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opensWhenMoreThanHalfFail_withoutAnyRow() {
        Breaker breaker = Breaker.NEW;
        for (int i = 0; i < 30 && !breaker.isOpen(); i++) {
            breaker = failed(breaker, 3, 0).answered();
        }

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void staysClosedWhenAFifthFails() {
        Breaker breaker = Breaker.NEW;
        for (int i = 0; i < 1_000; i++) {
            breaker = breaker.failed(0).answered().answered().answered().answered();
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void goodProbes_makeFailuresForgottenSoon() {
        Breaker failing = failed(Breaker.NEW, 4, 0);

        assertThat(failing.failing()).isGreaterThan(0.3);
        assertThat(failing.probed(0).probed(0).failing()).isLessThan(0.1);
    }

    @Test
    void open_goesOnTrialAfterTwoGoodProbes_onceTheHoldIsOver() {
        Breaker open = failed(Breaker.NEW, 5, 0);

        assertThat(open.probed(SECOND / 2).probed(SECOND / 2).state()).isEqualTo(State.OPEN);
        assertThat(open.probed(SECOND / 2).probed(SECOND).state()).isEqualTo(State.TRIAL);
        assertThat(open.probed(2 * SECOND)
                        .probeFailed(2 * SECOND)
                        .probed(2 * SECOND)
                        .state())
                .isEqualTo(State.OPEN);
    }

    @Test
    void open_learnsNothingFromCallsThatWereUnderWay() {
        Breaker open = failed(Breaker.NEW, 5, 0);

        assertThat(open.answered()).isEqualTo(open);
        assertThat(open.failed(SECOND)).isEqualTo(open);
    }

    @Test
    void trial_closesAfterThreeGoodAnswers_andOpensAtOneFailureForTwiceAsLong() {
        Breaker trial = failed(Breaker.NEW, 5, 0).probed(SECOND).probed(SECOND);

        assertThat(trial.answered().answered().state()).isEqualTo(State.TRIAL);
        assertThat(trial.answered().probed(SECOND).answered().state()).isEqualTo(State.CLOSED);
        assertThat(trial.failed(SECOND).state()).isEqualTo(State.OPEN);
        assertThat(trial.failed(SECOND).hold()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void holdGrowsToAMinute_andIsForgottenAfterFiveGoodMinutes() {
        Breaker breaker = Breaker.NEW;
        long now = 0;
        for (int i = 0; i < 20; i++) {
            breaker = failed(breaker, 5, now);
            now += 60 * SECOND;
            breaker = breaker.probed(now).probed(now).answered().answered().answered();
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }
        assertThat(breaker.hold()).isEqualTo(Duration.ofMinutes(1));

        assertThat(failed(breaker, 5, now + 301 * SECOND).hold()).isEqualTo(Duration.ofSeconds(1));
    }
}

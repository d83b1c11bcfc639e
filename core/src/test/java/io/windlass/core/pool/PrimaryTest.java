package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.EndpointHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimaryTest {
    private static final Duration STICKINESS = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000_000L;

    private static Ranked endpoint(int index, EndpointHealth health, int priority, long millis) {
        return new Ranked(index, health, priority, millis * 1_000_000);
    }

    private static Ranked healthy(int index, long millis) {
        return endpoint(index, EndpointHealth.HEALTHY, 0, millis);
    }

    private static Primary next(Primary from, long seconds, Ranked... endpoints) {
        return from.next(Ranking.order(List.of(endpoints)), STICKINESS, seconds * SECOND);
    }

    @Test
    void order_isByHealthThenPriorityThenLatency_theUnknownOneLast() {
        Ranked barred = endpoint(0, EndpointHealth.BARRED, 0, 1);
        Ranked slow = healthy(1, 50);
        Ranked fast = healthy(2, 10);
        Ranked backup = endpoint(3, EndpointHealth.HEALTHY, 1, 1);
        Ranked unknown = healthy(4, 0);

        assertThat(Ranking.order(List.of(barred, backup, unknown, slow, fast)))
                .containsExactly(fast, slow, unknown, backup, barred);
    }

    @Test
    void healthyPrimary_staysThoughAnotherIsALittleFaster() {
        Primary first = next(Primary.NONE, 0, healthy(0, 100));

        assertThat(next(first, 1_000, healthy(0, 100), healthy(1, 71)).index()).isZero();
    }

    @Test
    void clearlyFasterOne_takesOverOnlyWhenItHasBeenSoForTheStickiness() {
        Primary primary = next(Primary.NONE, 0, healthy(0, 100));

        primary = next(primary, 10, healthy(0, 100), healthy(1, 50));
        primary = next(primary, 39, healthy(0, 100), healthy(1, 50));
        assertThat(primary.index()).isZero();
        assertThat(next(primary, 40, healthy(0, 100), healthy(1, 50)).index()).isEqualTo(1);
    }

    @Test
    void challenge_isForgottenWhenThePrimaryIsAsGoodAgain() {
        Primary primary = next(Primary.NONE, 0, healthy(0, 100));

        primary = next(primary, 10, healthy(0, 100), healthy(1, 50));
        primary = next(primary, 30, healthy(0, 50), healthy(1, 50));
        primary = next(primary, 45, healthy(0, 100), healthy(1, 50));

        assertThat(primary.index()).isZero();
    }

    @Test
    void betterHealth_takesOverAtOnce_andTheOldOneComesBackLater() {
        Primary primary = next(Primary.NONE, 0, healthy(0, 10), healthy(1, 10));

        primary =
                next(primary, 1, endpoint(0, EndpointHealth.BARRED, 0, 10), endpoint(1, EndpointHealth.HEALTHY, 1, 10));
        assertThat(primary.index()).isEqualTo(1);
        primary = next(primary, 2, healthy(0, 10), endpoint(1, EndpointHealth.HEALTHY, 1, 10));
        assertThat(primary.index()).isEqualTo(1);
        primary = next(primary, 32, healthy(0, 10), endpoint(1, EndpointHealth.HEALTHY, 1, 10));
        assertThat(primary.index()).isZero();
    }
}

package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @Test
    void delay_afterTheFirstFailure_isNothing() {
        assertThat(backoff.delay(1, new Random(1))).isZero();
    }

    @Property
    void delay_isAlwaysBelowTheDoubledBaseAndTheCap(
            @ForAll @IntRange(min = 2, max = 1000) int failures, @ForAll long seed) {
        Duration delay = backoff.delay(failures, new Random(seed));

        double bound = Math.min(30_000, 500 * Math.pow(2, failures - 2));
        assertThat(delay).isBetween(Duration.ZERO, Duration.ofNanos((long) (bound * 1_000_000)));
    }

    @Test
    void delay_isSpreadOverTheWholeBound() {
        Random random = new Random(3);
        long low = 0;
        for (int i = 0; i < 1000; i++) {
            low += backoff.delay(2, random).toMillis() < 250 ? 1 : 0;
        }

        assertThat(low).isBetween(400L, 600L);
    }
}

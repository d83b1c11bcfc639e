package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectBudgetTest {
    private final ReconnectBudget budget = new ReconnectBudget(100);

    private List<Duration> turns(String host, int count, long now) {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waits.add(budget.waitFor(host, now));
        }
        return waits;
    }

    @Test
    void waitFor_aThousandAtOnce_letsAHundredGoAndSpreadsTheRest() {
        List<Duration> waits = turns("a", 1_000, 0);

        assertThat(waits.subList(0, 100)).containsOnly(Duration.ZERO);
        assertThat(waits.subList(100, 1_000)).isSorted().doesNotHaveDuplicates();
        assertThat(waits.get(999)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void waitFor_anotherHost_isNotHeldUp() {
        turns("a", 1_000, 0);

        assertThat(budget.waitFor("b", 0)).isZero();
        assertThat(budget.waitFor("A", 0)).isPositive();
    }

    @Test
    void waitFor_afterALongQuiet_allowsNoMoreThanOneBurst() {
        turns("a", 10, 0);

        List<Duration> waits = turns("a", 101, Duration.ofHours(1).toNanos());

        assertThat(waits.subList(0, 100)).containsOnly(Duration.ZERO);
        assertThat(waits.get(100)).isPositive();
    }
}

package io.windlass.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.LatencyStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    private void record(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            latencies.record(each.toNanos());
        }
    }

    @Test
    void snapshot_ofNothing_isNone() {
        assertThat(latencies.snapshot()).isSameAs(LatencyStats.NONE);
    }

    @Test
    void snapshot_tellsTheQuantiles_withinAHundredth() {
        record(899, Duration.ofMillis(10));
        record(99, Duration.ofMillis(200));
        record(2, Duration.ofSeconds(3));

        LatencyStats stats = latencies.snapshot();
        assertThat(stats.count()).isEqualTo(1_000);
        assertThat(stats.p50()).isBetween(Duration.ofMillis(10), Duration.ofNanos(10_100_000));
        assertThat(stats.p90()).isBetween(Duration.ofMillis(200), Duration.ofMillis(202));
        assertThat(stats.p99()).isBetween(Duration.ofMillis(200), Duration.ofMillis(202));
        assertThat(stats.max()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_030));
    }

    @Test
    void record_ofWhatCannotBe_isTakenForTheNearestThatCan() {
        record(1, Duration.ofNanos(-5));
        record(1, Duration.ofDays(1));

        assertThat(latencies.snapshot().p50()).isEqualTo(Duration.ofNanos(1_000));
        assertThat(latencies.snapshot().max()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    }

    @Test
    void snapshots_takenWhileOthersRecord_areEachOfOneMoment() throws InterruptedException {
        AtomicReference<Latencies> current = new AtomicReference<>(latencies);
        Thread recording = new Thread(() -> {
            for (int repetition = 0; repetition < 500; repetition++) {
                Latencies fresh = new Latencies();
                current.set(fresh);
                for (int round = 0; round < 12; round++) {
                    // faster than all before together: the quantiles fall all the time
                    for (int i = 0; i < 1 << round; i++) {
                        fresh.record(Duration.ofSeconds(1L << (12 - round)).toNanos());
                    }
                }
            }
        });
        recording.start();
        while (recording.isAlive()) {
            LatencyStats stats = current.get().snapshot();
            assertThat(List.of(stats.p50(), stats.p90(), stats.p99(), stats.max()))
                    .isSorted();
        }
        recording.join();

        assertThat(current.get().snapshot().count()).isEqualTo((1 << 12) - 1);
    }
}

package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StatsTest {
    @Test
    void snapshots_takenWhileCallsFail_neverTellOfMoreFailuresThanCalls() throws InterruptedException {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.connection.disconnect();
        f.run(Duration.ofSeconds(5));
        AtomicReference<ConnectionStats> wrong = new AtomicReference<>();
        Thread looking = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted() && wrong.get() == null) {
                ConnectionStats stats = f.connection.stats();
                if (stats.failedCalls() > stats.calls()) {
                    wrong.set(stats);
                }
            }
        });
        looking.start();
        for (int i = 0; i < 30_000; i++) {
            f.connection.send("eth_call");
            if (i % 100 == 0) {
                f.world.settle();
            }
        }
        looking.interrupt();
        looking.join();

        assertThat(wrong).hasNullValue();
        assertThat(f.connection.stats().failedCalls()).isEqualTo(30_000);
        assertThat(f.connection.stats().calls()).isEqualTo(30_000);
    }
}

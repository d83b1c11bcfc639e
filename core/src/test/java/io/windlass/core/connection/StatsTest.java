package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StatsTest {
    @Test
    void snapshots_takenWhileCallsFail_neverTellOfMoreFailuresThanCalls() throws InterruptedException {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.connection.disconnect();
        f.run(Duration.ofSeconds(5));
        AtomicReference<ConnectionStats> wrong = new AtomicReference<>();
        AtomicLong looks = new AtomicLong();
        Thread looking = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted() && wrong.get() == null) {
                ConnectionStats stats = f.connection.stats();
                looks.incrementAndGet();
                if (stats.failedCalls() > stats.calls()) {
                    wrong.set(stats);
                }
            }
        });
        looking.start();
        // as long as it takes for some to be taken in between
        int calls = 0;
        for (; calls < 30_000 || looks.get() < 100 && wrong.get() == null; calls++) {
            f.connection.send("eth_call");
            if (calls % 100 == 0) {
                f.world.settle();
            }
        }
        looking.interrupt();
        looking.join();

        assertThat(wrong).hasNullValue();
        f.world.settle();
        assertThat(f.connection.stats().failedCalls()).isEqualTo(calls);
        assertThat(f.connection.stats().calls()).isEqualTo(calls);
    }
}

package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopTest {
    private final Stop stop = new Stop();

    @Test
    void await_resultThatComes_isReturned() {
        assertThat(stop.await(CompletableFuture.completedFuture("x"))).isEqualTo("x");
    }

    @Test
    void await_failure_isThrownUnwrapped() {
        UsageException failure = new UsageException("no");

        assertThatThrownBy(() -> stop.await(CompletableFuture.failedFuture(failure)))
                .isSameAs(failure);
    }

    @Test
    void await_stopWhileWaiting_cancelsTheWait() {
        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> stop.await(never));
        stop.request();

        assertThat(waiting)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(StoppedException.class);
        assertThat(never).isCancelled();
    }

    @Test
    void onShutdown_commandHasFinished_changesNothing() {
        stop.finished(2);
        stop.onShutdown();

        assertThat(stop.isRequested()).isFalse();
    }
}

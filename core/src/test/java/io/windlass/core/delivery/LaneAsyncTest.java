package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaneAsyncTest {
    private final LaneFixture f = new LaneFixture();
    private final List<CompletableFuture<Void>> stages = new ArrayList<>();

    LaneAsyncTest() {
        f.taker.answer = items -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage;
        };
    }

    @Test
    void theNext_waitsUntilTheStageIsComplete() {
        f.hand(1, 2);
        assertThat(f.taker.seen).containsExactly("1");
        assertThat(f.lane().settled()).isNull();
        assertThat(f.lane().isIdle()).isFalse();

        stages.get(0).complete(null);
        assertThat(f.taker.seen)
                .as("nothing is received by who completes a stage")
                .containsExactly("1");
        f.world.settle();

        assertThat(f.taker.seen).containsExactly("1", "2");
        assertThat(f.lane().settled()).isEqualTo(1);
    }

    @Test
    void stagesThatAreComplete_areTakenOneAfterTheOther() {
        f.taker.answer = items -> CompletableFuture.completedFuture("done");
        f.hand(1, 2, 3);

        assertThat(f.taker.accepted).containsExactly(1, 2, 3);
    }

    @Test
    void aStageThatFails_isAFailureWithItsCause() {
        f.retry = RetryPolicy.none();
        IllegalStateException no = new IllegalStateException("no");
        f.hand(1);
        stages.get(0).completeExceptionally(no);
        f.world.settle();
        f.taker.answer = items -> CompletableFuture.failedFuture(no).thenRun(() -> {});
        f.hand(2);

        assertThat(f.taker.setbacks).extracting(Setback::failure).containsExactly(no, no);
        assertThat(f.dead()).containsExactly(1, 2);
    }

    @Test
    void aStageThatFails_isTriedAgain() {
        f.hand(1);
        stages.get(0).completeExceptionally(new IllegalStateException("no"));
        f.run(Duration.ofMillis(200));
        stages.get(1).complete(null);
        f.world.settle();

        assertThat(f.taker.accepted).containsExactly(1);
    }

    @Test
    void withdraw_whileAStageIsAwaited_letsItEnd_butNotBegin() {
        f.hand(1, 2);
        assertThat(f.lane().withdraw(item -> item == 1)).isEmpty();
        stages.get(0).completeExceptionally(new IllegalStateException("no"));
        f.run(Duration.ofSeconds(1));

        assertThat(f.taker.seen).containsExactly("1", "2");
    }

    @Test
    void close_waitsForTheStage() {
        f.hand(1, 2);
        f.lane().close();
        f.world.settle();
        assertThat(f.lane().ended()).isNotDone();

        stages.get(0).complete(null);
        f.world.settle();

        assertThat(f.lane().ended()).isCompleted();
        assertThat(f.lane().settled()).isEqualTo(1);
        assertThat(f.taker.seen).containsExactly("1");
    }
}

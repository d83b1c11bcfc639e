package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Setback.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LaneDeadlineTest {
    private final LaneFixture f = new LaneFixture();

    LaneDeadlineTest() {
        f.deadline = Duration.ofSeconds(5);
    }

    /** Takes so long, in vain if it is interrupted before. */
    private void work(Duration time) throws InterruptedException {
        for (Duration left = time; !left.isZero(); left = left.minusSeconds(1)) {
            f.world.advance(Duration.ofSeconds(1));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Test
    void anAttemptPastItsDeadline_isInterruptedAndTriedAgain() {
        List<Duration> times = new ArrayList<>(List.of(Duration.ofSeconds(60), Duration.ofSeconds(2)));
        f.taker.answer = items -> {
            work(times.remove(0));
            return null;
        };
        f.hand(1);
        f.run(Duration.ofMinutes(1));

        assertThat(f.taker.seen).containsExactly("1", "1");
        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.taker.setbacks).hasSize(1);
        assertThat(f.taker.setbacks.get(0).failure())
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the handler took longer than PT5S");
        assertThat(f.taker.setbacks.get(0).failure().getSuppressed()[0]).isInstanceOf(InterruptedException.class);
    }

    @Test
    void theAnswerOfALateAttempt_countsForNothing() {
        List<Integer> answers = new ArrayList<>();
        f.taker.answer = items -> {
            if (answers.isEmpty()) {
                f.world.advance(Duration.ofSeconds(6)); // deaf to the interrupt
            }
            answers.addAll(items);
            return null;
        };
        f.hand(1);
        f.run(Duration.ofSeconds(1));

        assertThat(answers).containsExactly(1, 1);
        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.taker.next()).containsExactly(Next.AGAIN);
    }

    @Test
    void whatALateAttemptHasMadeDurable_isAccepted() {
        f.retry = RetryPolicy.none();
        f.taker.answer = items -> {
            f.world.advance(Duration.ofSeconds(6));
            f.taker.durable.addAll(items);
            return null;
        };
        f.hand(1);

        assertThat(f.taker.late).containsExactly(1);
        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.taker.setbacks).isEmpty();
        assertThat(f.lane().failingSince()).isNull();
    }

    @Test
    void aLateAttempt_isTransientWhateverTheClassifierSays_andUsesUpTheAttempts() {
        f.retry = RetryPolicy.exponential(2, Duration.ofSeconds(1)).permanentOn(Throwable.class);
        f.taker.answer = items -> {
            work(Duration.ofSeconds(60));
            return null;
        };
        f.hand(1);
        f.run(Duration.ofMinutes(1));

        assertThat(f.taker.next()).containsExactly(Next.AGAIN, Next.DEAD);
    }

    @Test
    void theInterrupt_doesNotReachTheNextAttemptNorAnythingElse() {
        List<Boolean> interrupted = new ArrayList<>();
        f.retry = RetryPolicy.none();
        f.taker.answer = items -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            if (items.contains(1)) {
                f.world.advance(Duration.ofSeconds(6));
            }
            return null;
        };
        f.hand(1, 2);
        interrupted.add(Thread.currentThread().isInterrupted());

        assertThat(interrupted).containsExactly(false, false, false);
    }

    @Test
    void anInterruptThatTheReceiverLeavesBehind_isGoneBeforeTheNext() {
        f.deadline = null;
        List<Boolean> interrupted = new ArrayList<>();
        f.taker.answer = items -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            return null;
        };
        f.hand(1, 2);

        assertThat(interrupted).containsExactly(false, false);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aHangingAttempt_isSeenToFailFromItsDeadlineOn() {
        List<Boolean> failing = new ArrayList<>();
        f.taker.answer = items -> {
            f.world.advance(Duration.ofSeconds(5).minusNanos(1));
            failing.add(f.lane().failingSince() != null);
            int before = f.told;
            f.world.advance(Duration.ofNanos(1));
            failing.add(f.lane().failingSince() != null && f.told == before + 1);
            return null;
        };
        f.hand(1);

        assertThat(failing.subList(0, 2)).containsExactly(false, true);
    }

    @Test
    void deadlines_ofManyAttempts_needOneTimer() {
        f.maxItems = 1_000;
        List<Long> timers = new ArrayList<>();
        f.taker.answer = items -> {
            timers.add(f.world.pending());
            return null;
        };
        for (int i = 0; i < 100; i++) {
            f.offer(i);
        }
        f.world.settle();

        assertThat(timers).allMatch(count -> count <= 2); // the deadline, and what is told later
        f.run(Duration.ofSeconds(6));
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void aDeadline_isCountedFromTheBeginningOfItsAttempt() {
        f.taker.answer = items -> {
            work(Duration.ofSeconds(4));
            return null;
        };
        f.hand(1, 2, 3);

        assertThat(f.taker.accepted).containsExactly(1, 2, 3);
        assertThat(f.taker.setbacks).isEmpty();
    }

    // ---- stages

    @Test
    void aStagePastItsDeadline_isWaitedFor_andItsAnswerCountsForNothing() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        f.taker.answer = items -> f.taker.seen.size() == 1 ? first : null;
        f.hand(1);
        f.run(Duration.ofMinutes(10));
        assertThat(first).isNotDone();
        assertThat(f.taker.seen).containsExactly("1");
        assertThat(f.lane().failingSince()).isNotNull();

        first.complete(null);
        f.run(Duration.ofSeconds(1));

        assertThat(f.taker.seen).containsExactly("1", "1");
        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.taker.next()).containsExactly(Next.AGAIN);
    }

    @Test
    void aStageThatCameOfALateCall_isWaitedForToo() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        f.taker.answer = items -> {
            if (f.taker.seen.size() == 1) {
                f.world.advance(Duration.ofSeconds(6));
                Thread.interrupted();
                return stage;
            }
            return null;
        };
        f.hand(1);
        f.run(Duration.ofMinutes(10));
        assertThat(stage).isNotDone();
        assertThat(f.taker.seen).containsExactly("1");

        stage.completeExceptionally(new IllegalStateException("of no interest"));
        f.run(Duration.ofSeconds(1));
        assertThat(f.taker.accepted).containsExactly(1);
    }

    @Test
    void nothingFollowsAStageThatIsNotWantedAnyMore_beforeItHasEnded() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        f.taker.answer = items -> items.contains(1) ? stage : null;
        f.hand(1);
        f.lane().withdraw(item -> item == 1);
        f.hand(-1);
        f.run(Duration.ofMinutes(10));
        assertThat(f.taker.seen).containsExactly("1");

        stage.complete(null);
        f.world.settle();
        assertThat(f.taker.seen).containsExactly("1", "-1");
        assertThat(f.taker.next()).containsExactly(Next.NOTHING);
    }
}

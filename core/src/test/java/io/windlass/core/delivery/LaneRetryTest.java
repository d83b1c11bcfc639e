package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.FailureClass;
import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Setback.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneRetryTest {
    private final LaneFixture f = new LaneFixture();

    @Test
    void transientFailure_isTriedAgainUntilItIsAccepted_andHoldsWhatFollows() {
        List<String> answers = new ArrayList<>();
        f.taker.answer = items -> {
            answers.add(items.toString());
            if (answers.size() < 4) {
                throw new IllegalStateException("not yet");
            }
            return null;
        };
        f.hand(1, 2);
        assertThat(f.taker.seen).containsExactly("1");
        assertThat(f.lane().failingSince()).isEqualTo(f.world.now());

        f.run(Duration.ofSeconds(3));

        assertThat(f.taker.seen).containsExactly("1", "1", "1", "1", "2");
        assertThat(f.taker.accepted).containsExactly(1, 2);
        assertThat(f.taker.setbacks).extracting(Setback::attempts).containsExactly(1, 2, 3);
        assertThat(f.lane().failingSince()).isNull();
    }

    @Test
    void pauses_doubleUpToTheLongestAndVaryByHalf() {
        f.taker.failOn(new IllegalStateException("never"), 1);
        f.hand(1);
        f.run(Duration.ofMinutes(10));

        List<Duration> pauses = f.taker.setbacks.stream().map(Setback::pause).toList();
        Duration most = Duration.ofMillis(200);
        for (Duration pause : pauses) {
            assertThat(pause).isBetween(most.dividedBy(2), most);
            most = most.multipliedBy(2).compareTo(Duration.ofSeconds(30)) > 0
                    ? Duration.ofSeconds(30)
                    : most.multipliedBy(2);
        }
        assertThat(pauses).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    }

    @Test
    void progress_isToldWhenTheReceiverBeginsToFailAndWhenItRecovers() {
        f.taker.failOn(new IllegalStateException("no"), 1);
        f.hand(1, 2, 3);
        assertThat(f.told).isEqualTo(1);

        f.taker.answer = items -> null;
        f.run(Duration.ofMillis(200));

        // recovered, and nothing waits
        assertThat(f.told).isEqualTo(3);
    }

    @Test
    void exhaustedAttempts_makeItDead_andTheNextFollows() {
        f.retry = RetryPolicy.exponential(3, Duration.ofMillis(100));
        RuntimeException no = new IllegalStateException("no");
        f.taker.failOn(no, 1);
        f.hand(1, 2);
        f.run(Duration.ofSeconds(1));

        assertThat(f.taker.seen).containsExactly("1", "1", "1", "2");
        assertThat(f.taker.next()).containsExactly(Next.AGAIN, Next.AGAIN, Next.DEAD);
        Setback<Integer> last = f.lane().dead(item -> true).get(0);
        assertThat(last.item()).isEqualTo(1);
        assertThat(last.attempts()).isEqualTo(3);
        assertThat(last.failure()).isSameAs(no);
        assertThat(last.first()).isBefore(last.last());
        assertThat(f.lane().settled()).isEqualTo(2);
        assertThat(f.dead()).isEmpty();
    }

    @Test
    void dead_leavesThoseThatDoNotMatch() {
        f.retry = RetryPolicy.none();
        f.taker.failOn(new IllegalStateException("no"), 1, 2);
        f.hand(1, 2);

        assertThat(f.lane().dead(item -> item <= 1)).hasSize(1);
        assertThat(f.dead()).containsExactly(2);
    }

    @Test
    void anError_isPermanent_butNotOneForWantOfMemory() {
        f.taker.failOn(new AssertionError("wrong"), 1);
        f.hand(1);
        assertThat(f.dead()).containsExactly(1);

        f.taker.failOn(new OutOfMemoryError("no memory"), 2);
        f.hand(2);
        assertThat(f.dead()).isEmpty();
        assertThat(f.taker.next()).containsExactly(Next.DEAD, Next.AGAIN);
    }

    @Test
    void classifier_thatThrows_holdsTheFailureToBeTransient() {
        f.retry = RetryPolicy.unlimited().classify(failure -> {
            throw new IllegalStateException("the classifier is broken");
        });
        f.taker.failOn(new IllegalStateException("no"), 1);
        f.hand(1);

        assertThat(f.taker.next()).containsExactly(Next.AGAIN);
    }

    @Test
    void classifier_decides() {
        f.retry = RetryPolicy.unlimited()
                .classify(failure ->
                        "fatal".equals(failure.getMessage()) ? FailureClass.PERMANENT : FailureClass.TRANSIENT);
        f.taker.failOn(new IllegalStateException("fatal"), 1);
        f.hand(1);

        assertThat(f.dead()).containsExactly(1);
    }

    // ---- too many in a row

    @Test
    void tooManyInARow_pauseTheLane_andProbeWithTheNext() {
        f.retry = RetryPolicy.none().pauseAfter(2).longest(Duration.ofSeconds(10));
        f.taker.failOn(new IllegalStateException("away"), 1, 2, 3, 4);
        f.hand(1, 2, 3, 4);
        assertThat(f.taker.seen).containsExactly("1", "2", "3");
        assertThat(f.taker.next()).containsExactly(Next.DEAD, Next.DEAD, Next.PAUSED);

        f.run(Duration.ofSeconds(10).minusNanos(1));
        assertThat(f.taker.seen).hasSize(3);
        f.run(Duration.ofNanos(1));
        assertThat(f.taker.seen).containsExactly("1", "2", "3", "3");
        f.run(Duration.ofSeconds(30).minusNanos(1));
        assertThat(f.taker.seen).hasSize(4);
        f.taker.failOn(new IllegalStateException("back, but this one"), 4);
        f.run(Duration.ofNanos(1));

        assertThat(f.taker.seen).containsExactly("1", "2", "3", "3", "3", "4");
        assertThat(f.taker.accepted).containsExactly(3);
        assertThat(f.dead()).containsExactly(1, 2, 4);
    }

    @Test
    void anAcceptedOneBetween_beginsTheCountAnew() {
        f.retry = RetryPolicy.none().pauseAfter(2);
        f.taker.failOn(new IllegalStateException("poison"), 1, 2, 4, 5);
        f.hand(1, 2, 3, 4, 5);

        assertThat(f.dead()).containsExactly(1, 2, 4, 5);
    }

    @Test
    void pauseAfterNone_neverPauses() {
        f.retry = RetryPolicy.none().pauseAfter(0);
        f.taker.answer = items -> {
            throw new IllegalStateException("no");
        };
        for (int i = 1; i <= 50; i++) {
            f.hand(i);
        }

        assertThat(f.dead()).hasSize(50);
    }

    // ---- what is no longer wanted

    @Test
    void withdraw_cancelsWhatIsToBeTriedAgain_withoutCallingItUnseen() {
        f.taker.failOn(new IllegalStateException("no"), 1);
        f.hand(1, 2, 3);

        assertThat(f.lane().withdraw(item -> item <= 2)).containsExactly(2);
        f.world.settle();
        f.run(Duration.ofMinutes(1));

        assertThat(f.taker.seen).containsExactly("1", "3");
        assertThat(f.lane().settled()).isEqualTo(3);
        assertThat(f.lane().failingSince()).isNull();
    }

    @Test
    void withdraw_whileItIsReceived_letsItEnd_butNotBegin() {
        f.taker.answer = items -> {
            if (items.contains(1)) {
                assertThat(f.lane().withdraw(item -> item == 1)).isEmpty();
                throw new IllegalStateException("no");
            }
            return null;
        };
        f.hand(1, 2);
        f.run(Duration.ofMinutes(1));

        assertThat(f.taker.seen).containsExactly("1", "2");
        assertThat(f.taker.next()).containsExactly(Next.NOTHING);
        assertThat(f.dead()).isEmpty();
    }

    @Test
    void withdraw_whileItIsReceived_countsIfItIsAccepted() {
        f.taker.answer = items -> {
            f.lane().withdraw(item -> item == 1);
            return null;
        };
        f.hand(1);

        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.lane().settled()).isEqualTo(1);
    }

    @Test
    void withdraw_ofWhatIsDeadAndUntold_leavesNoLetter() {
        f.retry = RetryPolicy.none();
        f.taker.failOn(new IllegalStateException("no"), 1);
        f.hand(1);

        assertThat(f.lane().withdraw(item -> true)).isEmpty();
        assertThat(f.dead()).isEmpty();
    }

    @Test
    void withdraw_ofTheProbe_letsTheNextTakeItsPlace() {
        f.retry = RetryPolicy.none().pauseAfter(1);
        f.taker.failOn(new IllegalStateException("away"), 1, 2, 3);
        f.hand(1, 2, 3);
        assertThat(f.taker.seen).containsExactly("1", "2");

        f.lane().withdraw(item -> item == 2);
        f.world.settle();

        assertThat(f.taker.seen).containsExactly("1", "2", "3");
        assertThat(f.taker.next()).containsExactly(Next.DEAD, Next.PAUSED, Next.PAUSED);
    }

    @Test
    void withdraw_ofTheProbeWhileItIsReceived_letsTheNextTakeItsPlace() {
        f.retry = RetryPolicy.none().pauseAfter(1);
        f.taker.failOn(new IllegalStateException("away"), 1, 2, 3);
        f.hand(1, 2, 3);
        f.taker.answer = items -> {
            f.lane().withdraw(item -> item == 2);
            throw new IllegalStateException("away");
        };
        f.run(Duration.ofSeconds(30));

        assertThat(f.taker.seen).containsExactly("1", "2", "2", "3");
        assertThat(f.taker.next()).containsExactly(Next.DEAD, Next.PAUSED, Next.NOTHING, Next.PAUSED);
    }

    // ---- the end

    @Test
    void close_duringAPause_endsAtOnce() {
        f.taker.failOn(new IllegalStateException("no"), 1);
        f.hand(1);
        f.lane().close();
        f.world.settle();

        assertThat(f.lane().ended()).isCompleted();
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void anInterruptBecauseItIsClosing_isNoFailure() {
        f.taker.answer = items -> {
            f.lane().close();
            throw new InterruptedException();
        };
        f.hand(1);

        assertThat(f.taker.setbacks).isEmpty();
        assertThat(f.lane().settled()).isNull();
        assertThat(f.lane().ended()).isCompleted();
    }

    @Test
    void aFailureWhileItIsClosing_isToldAndFollowedByNothing() {
        f.retry = RetryPolicy.none();
        f.taker.answer = items -> {
            f.lane().close();
            throw new IllegalStateException("no");
        };
        f.hand(1);

        assertThat(f.taker.next()).containsExactly(Next.NOTHING);
        assertThat(f.dead()).isEmpty();
        assertThat(f.lane().ended()).isCompleted();
    }
}

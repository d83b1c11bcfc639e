package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BatchPolicy;
import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Setback.Next;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneBatchTest {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final LaneFixture f = new LaneFixture();

    LaneBatchTest() {
        f.batch = BatchPolicy.of(4, WAIT);
    }

    private void offerUpTo(int last) {
        f.hand(IntStream.rangeClosed(1, last).toArray());
    }

    @Test
    void aFullBatch_isHandedOverAtOnce() {
        offerUpTo(9);
        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[5, 6, 7, 8]");
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[5, 6, 7, 8]", "[9]");
        assertThat(f.lane().settled()).isEqualTo(9);
    }

    @Test
    void aBatchThatIsNotFull_isHandedOverWhenItsOldestHasWaited() {
        f.hand(1);
        f.run(WAIT.dividedBy(2));
        f.hand(2);
        f.run(WAIT.dividedBy(2).minusNanos(1));
        assertThat(f.taker.seen).isEmpty();
        f.run(Duration.ofNanos(1));

        assertThat(f.taker.seen).containsExactly("[1, 2]");
        f.hand(3);
        f.run(WAIT);
        assertThat(f.taker.seen).containsExactly("[1, 2]", "[3]");
    }

    @Test
    void withNoWait_whatIsThereIsHandedOver() {
        f.batch = BatchPolicy.of(4, Duration.ZERO);
        f.offer(1, 2);
        f.world.settle();

        assertThat(f.taker.seen).containsExactly("[1, 2]");
    }

    @Test
    void aBufferThatTakesNoMore_isReasonEnough() {
        f.maxItems = 3;

        assertThat(f.offer(1, 2, 3, 4)).containsExactly(true, true, true, false);
        f.world.settle();
        assertThat(f.taker.seen).containsExactly("[1, 2, 3]");
        assertThat(f.told).isPositive();
    }

    @Test
    void flush_handsOverWhatIsCollectedNow_butNotWhatComesLater() {
        f.hand(1, 2);
        f.lane().flush();
        f.world.settle();
        f.lane().flush();
        f.hand(3);

        assertThat(f.taker.seen).containsExactly("[1, 2]");
        f.lane().withdraw(item -> item == 3);
        f.lane().flush();
        f.hand(4);
        assertThat(f.taker.seen).containsExactly("[1, 2]");
    }

    @Test
    void oneThatIsAlone_comesAfterWhatWasCollectedBefore() {
        f.hand(1, 2, -2, -1, 3);

        assertThat(f.taker.seen).containsExactly("[1, 2]", "-2", "-1");
        f.run(WAIT);
        assertThat(f.taker.seen).containsExactly("[1, 2]", "-2", "-1", "[3]");
    }

    @Test
    void withdraw_takesOutOfWhatIsCollected() {
        f.hand(1, 2, -9, 3);
        f.hand(4, 5);

        assertThat(f.lane().withdraw(item -> item == 4)).containsExactly(4);
        f.run(WAIT);
        assertThat(f.taker.seen).containsExactly("[1, 2]", "-9", "[3, 5]");
    }

    @Test
    void withdraw_ofWhatIsAlone_letsTheOthersWaitAsBefore() {
        f.offer(1, -9);
        f.lane().withdraw(item -> item < 0);
        f.world.settle();

        assertThat(f.taker.seen).isEmpty();
        f.run(WAIT);
        assertThat(f.taker.seen).containsExactly("[1]");
    }

    @Test
    void aBatchThatFails_isHandedOverAgainAsAWhole() {
        f.taker.failOn(new IllegalStateException("no"), 2);
        offerUpTo(4);
        f.taker.answer = items -> null;
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[1, 2, 3, 4]");
        assertThat(f.taker.accepted).containsExactly(1, 2, 3, 4);
        assertThat(f.taker.setbacks.get(0).items()).hasSize(4);
    }

    @Test
    void aPoisonBatch_isHalvedDownToItsPoison() {
        f.taker.failOn(new AssertionError("poison"), 2);
        offerUpTo(5);
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[1, 2]", "[1]", "[2]", "[3, 4]", "[5]");
        assertThat(f.taker.accepted).containsExactly(1, 3, 4, 5);
        assertThat(f.taker.next()).containsExactly(Next.HALVES, Next.HALVES, Next.DEAD);
        assertThat(f.dead()).containsExactly(2);
        assertThat(f.lane().settled()).isEqualTo(5);
    }

    @Test
    void whatIsLeftAloneOfABatch_hasAttemptsOfItsOwn() {
        f.retry = RetryPolicy.exponential(2, Duration.ofMillis(100));
        f.batch = BatchPolicy.of(2, WAIT);
        f.taker.failOn(new IllegalStateException("poison"), 1);
        offerUpTo(2);
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2]", "[1, 2]", "[1]", "[1]", "[2]");
        assertThat(f.lane().dead(item -> true).get(0).attempts()).isEqualTo(4);
    }

    @Test
    void halvesOfSeveral_haveFailedAsOftenAsTheWhole() {
        f.retry = RetryPolicy.exponential(2, Duration.ofMillis(100));
        f.taker.failOn(new IllegalStateException("poison"), 1);
        offerUpTo(4);
        f.run(Duration.ofSeconds(1));

        assertThat(f.taker.seen)
                .containsExactly("[1, 2, 3, 4]", "[1, 2, 3, 4]", "[1, 2]", "[1]", "[1]", "[2]", "[3, 4]");
    }

    @Test
    void theLine_neverPassesAHalfThatIsNotSettled() {
        f.taker.answer = items -> {
            if (items.size() > 2) {
                throw new AssertionError("too many");
            }
            if (items.contains(3)) {
                throw new IllegalStateException("not now");
            }
            return null;
        };
        offerUpTo(4);

        assertThat(f.lane().settled()).isEqualTo(2);
        f.taker.answer = items -> null;
        f.run(Duration.ofSeconds(1));
        assertThat(f.lane().settled()).isEqualTo(4);
    }

    @Test
    void withdraw_fromABatchToBeTriedAgain_leavesTheRest() {
        f.taker.failOn(new IllegalStateException("no"), 2);
        offerUpTo(4);

        assertThat(f.lane().withdraw(item -> item == 2)).isEmpty();
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[1, 3, 4]");
    }

    @Test
    void withdraw_fromHalves_leavesTheRest() {
        f.taker.answer = items -> {
            if (items.size() == 4) {
                throw new AssertionError("halve");
            }
            f.lane().withdraw(item -> item == 1 || item == 4);
            if (items.contains(1)) {
                throw new IllegalStateException("no");
            }
            return null;
        };
        offerUpTo(4);
        f.run(Duration.ofSeconds(1));

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[1, 2]", "[2]", "[3]");
    }

    @Test
    void withdraw_ofAWholeBatchInAPause_goesOnWithTheNext() {
        f.taker.failOn(new IllegalStateException("no"), 2);
        offerUpTo(6);
        f.lane().withdraw(item -> item <= 4);
        f.run(WAIT);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[5, 6]");
    }

    @Test
    void tooManyInARow_pauseAmidAPoisonBatch() {
        f.retry = RetryPolicy.none().pauseAfter(1);
        f.taker.answer = items -> {
            throw new IllegalStateException("away");
        };
        offerUpTo(2);
        f.run(WAIT);
        assertThat(f.taker.seen).containsExactly("[1, 2]", "[1]", "[2]");
        assertThat(f.taker.next()).containsExactly(Next.HALVES, Next.DEAD, Next.PAUSED);

        f.taker.answer = items -> null;
        f.run(Duration.ofSeconds(30));
        assertThat(f.taker.accepted).containsExactly(2);
    }

    @Test
    void close_dropsTheHalvesThatWait() {
        f.taker.answer = items -> {
            if (items.size() == 4) {
                throw new AssertionError("halve");
            }
            f.lane().close();
            return null;
        };
        offerUpTo(4);

        assertThat(f.taker.seen).containsExactly("[1, 2, 3, 4]", "[1, 2]");
        assertThat(f.lane().ended()).isCompleted();
        assertThat(f.lane().isIdle()).isTrue();
    }
}

package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.RetryPolicy;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final LaneFixture f = new LaneFixture();

    @Test
    void offer_beyondTheItemsThatMayWait_isRefused() {
        f.maxItems = 3;

        assertThat(f.offer(1, 2, 3, 4)).containsExactly(true, true, true, false);
        f.world.settle();
        assertThat(f.taker.seen).containsExactly("1", "2", "3");
    }

    @Test
    void offer_beyondTheBytesThatMayWait_isRefused() {
        assertThat(f.lane().offer(1, 600)).isTrue();
        assertThat(f.lane().offer(2, 600)).isFalse();
    }

    @Test
    void offer_ofSomethingLargerThanTheWholeLane_fitsWhenItIsEmpty() {
        assertThat(f.lane().offer(1, 5_000)).isTrue();
    }

    @Test
    void withdraw_takesOutWhatWaitsAndMatches() {
        f.offer(1, 2, 3);

        assertThat(f.lane().withdraw(item -> item != 2)).containsExactly(1, 3);
        f.world.settle();
        assertThat(f.taker.seen).containsExactly("2");
    }

    @Test
    void withdrawOldest_takesWhatHasWaitedLongest() {
        f.offer(1, 2);

        assertThat(f.lane().withdrawOldest()).isEqualTo(1);
        assertThat(f.lane().withdrawOldest()).isEqualTo(2);
        assertThat(f.lane().withdrawOldest()).isNull();
    }

    @Test
    void settled_isTheLastThatWasAccepted() {
        assertThat(f.lane().settled()).isNull();
        f.hand(1, 2);

        assertThat(f.lane().settled()).isEqualTo(2);
        assertThat(f.lane().isIdle()).isTrue();
        assertThat(f.lane().failingSince()).isNull();
    }

    @Test
    void isIdle_notWhileSomethingIsReceived() {
        List<Boolean> idle = new ArrayList<>();
        f.taker.answer = items -> {
            idle.add(f.lane().isIdle());
            return null;
        };
        f.hand(1);

        assertThat(idle).containsExactly(false);
    }

    @Test
    void progress_isToldWhenThereIsRoomAgainAfterARefusalAndWhenNothingWaits() {
        f.maxItems = 4;
        List<Integer> waitingWhenTold = new ArrayList<>();
        f.taker.answer = items -> {
            waitingWhenTold.add(f.told);
            return null;
        };
        f.hand(1, 2, 3, 4, 5);

        // when the second of four was taken out, half of the room was free again
        assertThat(waitingWhenTold).containsExactly(0, 1, 1, 1);
        assertThat(f.told).isEqualTo(2);
    }

    @Test
    void progress_isToldWhileMuchWaits_soThatAcknowledgementsAreNotKeptToTheEnd() {
        List<Integer> told = new ArrayList<>();
        f.taker.answer = items -> {
            told.add(f.told);
            f.world.advance(Duration.ofMillis(60));
            return null;
        };
        f.hand(1, 2, 3, 4, 5);

        assertThat(told).containsExactly(0, 0, 0, 1, 1);
    }

    @Test
    void close_dropsWhatWaitsAndEnds() {
        f.offer(1);
        f.lane().close();
        assertThat(f.lane().ended()).isNotDone();
        f.world.settle();

        assertThat(f.taker.seen).isEmpty();
        assertThat(f.lane().ended()).isCompleted();
        assertThat(f.lane().offer(2, 1)).isFalse();
    }

    @Test
    void close_fromWithinTheReceiver_letsThatItemEnd() {
        f.taker.answer = items -> {
            f.lane().close();
            return null;
        };
        f.hand(1, 2);

        assertThat(f.taker.accepted).containsExactly(1);
        assertThat(f.lane().ended()).isCompleted();
    }

    @Test
    void receiver_isCalledByOneThreadAtATimeAndInOrder() throws Exception {
        int items = 100_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            List<Integer> order = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(items);
            f.taker.answer = given -> {
                if (inside.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                order.addAll(given);
                inside.decrementAndGet();
                all.countDown();
                return null;
            };
            EngineRuntime runtime =
                    new EngineRuntime(f.world, (delay, task) -> () -> {}, threads, threads, f.world.random());
            Lane<Integer> busy = new Lane<>(
                    new Terms(items, Long.MAX_VALUE, RetryPolicy.none(), null, 1, null, false),
                    f.taker,
                    runtime,
                    () -> {});
            for (int i = 0; i < items; i++) {
                busy.offer(i, 1);
            }

            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(overlaps).hasValue(0);
            assertThat(order).isSorted().hasSize(items);
        } finally {
            threads.shutdownNow();
        }
    }
}

package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.World;
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
    private final World world = new World(1);
    private final List<Integer> received = new ArrayList<>();
    private final Lane<Integer> lane = new Lane<>(3, 100, world, received::add);

    @Test
    void offer_beyondTheItemsThatMayWait_isRefused() {
        assertThat(List.of(lane.offer(1, 1), lane.offer(2, 1), lane.offer(3, 1), lane.offer(4, 1)))
                .containsExactly(true, true, true, false);
        world.settle();

        assertThat(received).containsExactly(1, 2, 3);
    }

    @Test
    void offer_beyondTheBytesThatMayWait_isRefused() {
        assertThat(lane.offer(1, 60)).isTrue();
        assertThat(lane.offer(2, 60)).isFalse();
    }

    @Test
    void offer_ofSomethingLargerThanTheWholeLane_fitsWhenItIsEmpty() {
        assertThat(lane.offer(1, 5_000)).isTrue();
    }

    @Test
    void withdraw_takesOutWhatWaitsAndMatches() {
        lane.offer(1, 1);
        lane.offer(2, 1);
        lane.offer(3, 1);

        assertThat(lane.withdraw(item -> item != 2)).containsExactly(1, 3);
        world.settle();
        assertThat(received).containsExactly(2);
    }

    @Test
    void receive_thatAsksForAnotherAttempt_holdsWhatFollowsUntilItSucceeds() {
        List<String> attempts = new ArrayList<>();
        Lane<Integer> stubborn = new Lane<>(
                10,
                100,
                world,
                world,
                (item, attempt) -> {
                    attempts.add(item + "/" + attempt);
                    return item == 1 && attempt < 3 ? Duration.ofSeconds(1) : null;
                },
                () -> {});
        stubborn.offer(1, 1);
        stubborn.offer(2, 1);
        world.settle();
        assertThat(attempts).containsExactly("1/1");

        world.advance(Duration.ofSeconds(3));
        assertThat(attempts).containsExactly("1/1", "1/2", "1/3", "2/1");
    }

    @Test
    void progress_isToldWhenThereIsRoomAgainAndWhenNothingWaits() {
        AtomicInteger told = new AtomicInteger();
        Lane<Integer> counted = new Lane<>(4, 100, world, world, (item, attempt) -> null, told::incrementAndGet);
        for (int i = 0; i < 4; i++) {
            counted.offer(i, 1);
        }
        world.settle();

        assertThat(told).hasValue(2);
    }

    @Test
    void close_dropsWhatWaitsAndEnds() {
        lane.offer(1, 1);
        lane.close();
        assertThat(lane.ended()).isNotDone();
        world.settle();

        assertThat(received).isEmpty();
        assertThat(lane.ended()).isCompleted();
        assertThat(lane.offer(2, 1)).isFalse();
    }

    @Test
    void close_fromWithinTheReceiver_letsThatItemEnd() {
        List<Integer> got = new ArrayList<>();
        List<Lane<Integer>> self = new ArrayList<>();
        Lane<Integer> closing = new Lane<>(10, 100, world, item -> {
            self.get(0).close();
            got.add(item);
        });
        self.add(closing);
        closing.offer(1, 1);
        closing.offer(2, 1);
        world.settle();

        assertThat(got).containsExactly(1);
        assertThat(closing.ended()).isCompleted();
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
            Lane<Integer> busy = new Lane<>(items, Long.MAX_VALUE, threads, item -> {
                if (inside.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                order.add(item);
                inside.decrementAndGet();
                all.countDown();
            });
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

package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Setback.Next;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys are tens: 11 and 12 are of one key, 21 of another. */
class LaneParallelTest {
    private final LaneFixture f = new LaneFixture();
    private final Map<Integer, CompletableFuture<Void>> open = new HashMap<>();

    LaneParallelTest() {
        f.attempts = 3;
        f.taker.key = item -> item / 10;
        f.taker.answer = items -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            open.put(items.get(0), stage);
            return stage;
        };
    }

    private void finish(int item) {
        open.get(item).complete(null);
        f.world.settle();
    }

    private void fail(int item, Throwable failure) {
        open.get(item).completeExceptionally(failure);
        f.world.settle();
    }

    @Test
    void differentKeys_areUnderWayTogether_upToTheBound() {
        f.hand(10, 20, 30, 40);
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20", "30");

        finish(20);
        assertThat(f.taker.seen).hasSize(4).endsWith("40");
    }

    @Test
    void oneKey_isInOrder() {
        f.hand(10, 11, 20);
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20");

        finish(10);
        assertThat(f.taker.seen).hasSize(3).endsWith("11");
    }

    @Test
    void settled_isTheLastWithNoneUnsettledBeforeIt() {
        f.hand(10, 20, 30);
        finish(30);
        finish(20);
        assertThat(f.lane().settled()).isNull();

        finish(10);
        assertThat(f.lane().settled()).isEqualTo(30);
        assertThat(f.lane().isIdle()).isTrue();
    }

    @Test
    void whatIsUnderWay_isBounded() {
        f.maxItems = 1_000;
        int[] items = IntStream.rangeClosed(1, 200).map(i -> i * 10).toArray();
        f.hand(items);
        // the first never ends, all others do
        for (int i = 20; open.containsKey(i); i += 10) {
            finish(i);
        }

        assertThat(f.taker.seen).hasSize(3 * 8);
        assertThat(f.lane().settled()).isNull();
        finish(10);
        assertThat(f.lane().settled()).isEqualTo(240);
    }

    @Test
    void aKeyThatFails_holdsUpItselfAlone() {
        f.hand(10, 11, 20, 21);
        fail(10, new IllegalStateException("no"));
        finish(20);
        finish(21);
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20", "21");
        assertThat(f.lane().failingSince()).isNotNull();

        f.run(Duration.ofMillis(200));
        finish(10);
        finish(11);

        assertThat(f.lane().settled()).isEqualTo(21);
        assertThat(f.lane().failingSince()).isNull();
    }

    @Test
    void oneThatIsAlone_waitsForAllBefore_andAllAfterWaitForIt() {
        f.hand(10, 20, -5, 30);
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20");
        finish(10);
        assertThat(f.taker.seen).hasSize(2);
        finish(20);
        assertThat(f.taker.seen).hasSize(3).endsWith("-5");
        finish(-5);

        assertThat(f.taker.seen).hasSize(4).endsWith("30");
        assertThat(f.lane().settled()).isEqualTo(-5);
    }

    @Test
    void oneThatIsAlone_andFails_isTriedAgainAlone() {
        f.hand(-5, 10);
        fail(-5, new IllegalStateException("no"));
        assertThat(f.taker.seen).containsExactly("-5");
        f.run(Duration.ofMillis(200));
        assertThat(f.taker.seen).containsExactly("-5", "-5");
        finish(-5);

        assertThat(f.taker.seen).containsExactly("-5", "-5", "10");
    }

    @Test
    void withdraw_takesOutWhatHasNotBegun_ofEveryKey() {
        f.hand(10, 11, 20, 12, 30, 40);
        assertThat(f.lane().withdraw(item -> item == 11 || item == 40 || item == 20))
                .containsExactlyInAnyOrder(11, 40);
        finish(10);

        assertThat(f.taker.seen).doesNotContain("11", "40").contains("12");
        fail(20, new IllegalStateException("no longer wanted"));
        f.run(Duration.ofMinutes(1));
        assertThat(f.taker.next()).containsExactly(Next.NOTHING);
        finish(12);
        finish(30);
        assertThat(f.lane().isIdle()).isTrue();
        assertThat(f.lane().settled()).isEqualTo(30);
    }

    @Test
    void withdraw_ofWhatHeldTheLineUp_movesIt() {
        f.hand(10, 20);
        fail(10, new IllegalStateException("no"));
        finish(20);
        assertThat(f.lane().settled()).isNull();

        assertThat(f.lane().withdraw(item -> item == 10)).isEmpty();

        assertThat(f.lane().settled()).isEqualTo(20);
        assertThat(f.lane().isIdle()).isTrue();
    }

    @Test
    void withdraw_ofOneThatIsAloneAndInAPause_letsTheOthersGo() {
        f.hand(-5, 10);
        fail(-5, new IllegalStateException("no"));

        assertThat(f.lane().withdraw(item -> item == -5)).isEmpty();
        f.world.settle();
        assertThat(f.taker.seen).containsExactly("-5", "10");
    }

    @Test
    void dead_areSettled_andTheRestOfTheirKeyFollows() {
        f.retry = RetryPolicy.none();
        f.hand(10, 11);
        fail(10, new IllegalStateException("no"));
        finish(11);

        assertThat(f.dead()).containsExactly(10);
        assertThat(f.lane().settled()).isEqualTo(11);
    }

    @Test
    void tooManyInARow_leaveOneProbe_untilAnythingIsAccepted() {
        f.retry = RetryPolicy.none().pauseAfter(1);
        f.hand(10, 20, 30, 40, 50);
        fail(10, new IllegalStateException("away"));
        fail(20, new IllegalStateException("away"));
        fail(30, new IllegalStateException("away"));
        // 40 began when 10 was dead
        fail(40, new IllegalStateException("away"));
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20", "30", "40");
        assertThat(f.taker.next()).containsExactly(Next.DEAD, Next.PAUSED, Next.PAUSED, Next.PAUSED);

        f.run(Duration.ofSeconds(30));
        assertThat(f.taker.seen).hasSize(5).endsWith("20");
        finish(20);

        assertThat(f.taker.seen).hasSize(8).contains("50");
        finish(30);
        finish(40);
        finish(50);
        assertThat(f.lane().settled()).isEqualTo(50);
        assertThat(f.dead()).containsExactly(10);
    }

    @Test
    void withdraw_ofTheProbe_letsOneOfTheOthersTakeItsPlace() {
        f.retry = RetryPolicy.none().pauseAfter(1);
        f.hand(10, 20, 30);
        fail(10, new IllegalStateException("away"));
        fail(20, new IllegalStateException("away"));
        fail(30, new IllegalStateException("away"));

        f.lane().withdraw(item -> item == 20);
        f.world.settle();
        assertThat(f.taker.seen).hasSize(4).endsWith("30");
        fail(30, new IllegalStateException("still away"));
        f.run(Duration.ofSeconds(30));
        assertThat(f.taker.seen).hasSize(5).endsWith("30");
    }

    @Test
    void aKeyThatCannotBeTold_isAFailureOfItsItem() {
        IllegalStateException no = new IllegalStateException("no key");
        List<Integer> asked = new ArrayList<>();
        f.taker.key = item -> {
            if (item == 10) {
                asked.add(item);
                if (asked.size() < 3) {
                    throw no;
                }
            }
            return item / 10;
        };
        f.hand(10, 20);
        assertThat(f.taker.seen).containsExactly("20");
        assertThat(f.taker.setbacks).extracting(Setback::failure).containsExactly(no);

        f.run(Duration.ofMillis(200));
        assertThat(f.taker.seen).containsExactly("20", "10");
    }

    @Test
    void nullIsAKeyAsAnyOther() {
        f.taker.key = item -> null;
        f.hand(10, 20);

        assertThat(f.taker.seen).containsExactly("10");
        finish(10);
        assertThat(f.taker.seen).containsExactly("10", "20");
    }

    @Test
    void whatFailsAfterAClose_isNotSettledByWhatWasUnderWayBesideIt() {
        f.hand(11, 12, 20, 30);
        f.lane().close();
        finish(20);
        fail(11, new IllegalStateException("it ends in the middle"));
        finish(30);

        assertThat(f.lane().settled()).isNull();
    }

    @Test
    void whatWaitsBehindItsKeyAtAClose_isNotSettledByWhatWasUnderWayBesideIt() {
        f.hand(11, 12, 20);
        f.lane().close();
        finish(20);
        finish(11);

        assertThat(f.lane().settled()).isEqualTo(11);
    }

    @Test
    void close_endsWhenAllThatRunHaveEnded() {
        f.hand(10, 20, 11, -1);
        f.lane().close();
        finish(10);
        assertThat(f.lane().ended()).isNotDone();
        finish(20);

        assertThat(f.lane().ended()).isCompleted();
        assertThat(f.taker.seen).containsExactlyInAnyOrder("10", "20");
    }

    @Test
    void waiting_countsWhatHasNotBegun() {
        f.hand(10, 11, 20, 30, 40, 41);

        assertThat(f.lane().waiting()).isEqualTo(3);
    }

    // ---- on threads

    @Test
    void attempts_runOnAsManyThreadsAsAsked() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        CountDownLatch all = new CountDownLatch(3);
        f.taker.answer = items -> {
            together.await(30, TimeUnit.SECONDS); // breaks unless three are under way at once
            all.countDown();
            return null;
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Lane<Integer> lane = onThreads(threads, 3);
            lane.offer(10, 1);
            lane.offer(20, 1);
            lane.offer(30, 1);

            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyThreads_keepTheOrderOfEachKeyAndOneAttemptForIt() throws Exception {
        int items = 50_000;
        int keys = 13;
        Map<Integer, List<Integer>> byKey = new ConcurrentHashMap<>();
        AtomicInteger[] inside = new AtomicInteger[keys];
        for (int i = 0; i < keys; i++) {
            inside[i] = new AtomicInteger();
            byKey.put(i, new ArrayList<>());
        }
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(items);
        f.taker.key = item -> item % keys;
        f.taker.answer = given -> {
            int item = given.get(0);
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            if (inside[item % keys].incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            byKey.get(item % keys).add(item);
            inside[item % keys].decrementAndGet();
            now.decrementAndGet();
            all.countDown();
            return item % 5 == 0 ? CompletableFuture.completedFuture(null) : null;
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Lane<Integer> lane = onThreads(threads, 4);
            for (int i = 0; i < items; i++) {
                lane.offer(i, 1);
            }

            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(overlaps).hasValue(0);
            assertThat(most.get()).isBetween(1, 4);
            byKey.values().forEach(order -> assertThat(order).isSorted());
            lane.close();
            lane.ended().get(30, TimeUnit.SECONDS);
            assertThat(lane.settled()).isEqualTo(items - 1);
        } finally {
            threads.shutdownNow();
        }
    }

    private Lane<Integer> onThreads(ExecutorService threads, int attempts) {
        EngineRuntime runtime =
                new EngineRuntime(f.world, (delay, task) -> () -> {}, threads, threads, f.world.random());
        return new Lane<>(
                new Terms(100_000, Long.MAX_VALUE, RetryPolicy.unlimited(), null, attempts, null, false),
                f.taker,
                runtime,
                () -> {});
    }
}

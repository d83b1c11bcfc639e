package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BatchPolicy;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.Feeds;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What follows when a handler fails, hangs or takes several at once; on a real node. */
class DeliveryIT extends WithManager {
    private static final RetryPolicy QUICK =
            RetryPolicy.unlimited().longest(Duration.ofMillis(200)).pauseAfter(0);

    @AutoClose
    private static Anvil anvil;

    private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    private SubscriptionBuilder<BlockHeader> heads() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        return node.subscribe(Feeds.newHeads()).onDeadLetter(letters::add);
    }

    /** The numbers of so many blocks that come now. */
    private static List<Long> mine(int blocks) {
        long first = anvil.head() + 1;
        anvil.mine(blocks);
        List<Long> numbers = new ArrayList<>();
        for (long n = first; n < first + blocks; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    @Test
    void aTransientFailure_isTriedAgain_orderIsKept_andStateAndStatisticsShowIt() {
        AtomicBoolean away = new AtomicBoolean(true);
        List<Long> stored = new CopyOnWriteArrayList<>();
        Subscription subscription = heads().retry(QUICK).onEvent(event -> {
            if (away.get()) {
                throw new IllegalStateException("thrown on purpose by DeliveryIT: the database is away");
            }
            stored.add(event.value().number());
        });
        done(subscription.live());
        List<Long> blocks = mine(3);

        Patience.until("it shows", () -> subscription.state() == SubscriptionState.BLOCKED_BY_HANDLER);
        assertThat(subscription.stats().failingSince()).isPresent();
        assertThat(subscription.stats().lastFailure().orElseThrow()).hasMessageContaining("the database is away");
        assertThat(subscription.stats().retries()).isPositive();
        assertThat(stored).isEmpty();
        away.set(false);

        Patience.until("it recovers", () -> stored.size() == 3 && subscription.state() == SubscriptionState.LIVE);
        assertThat(stored).isEqualTo(blocks);
        assertThat(subscription.stats().failingSince()).isEmpty();
        assertThat(letters).isEmpty();
    }

    @Test
    void aPermanentFailure_isPassedOverAtOnce_andTold() {
        List<Long> stored = new CopyOnWriteArrayList<>();
        Subscription subscription = heads().onEvent(event -> {
            if (stored.isEmpty()) {
                stored.add(-1L);
                throw new AssertionError("thrown on purpose by DeliveryIT");
            }
            stored.add(event.value().number());
        });
        done(subscription.live());
        List<Long> blocks = mine(2);

        Patience.until("the next follows", () -> stored.size() == 2);
        Patience.until("the letter is told", () -> letters.size() == 1);
        assertThat(stored.get(1)).isEqualTo(blocks.get(1));
        assertThat(letters.get(0).attempts()).isEqualTo(1);
        assertThat(letters.get(0).position().orElseThrow().blockNumber()).isEqualTo(blocks.get(0));
        assertThat(subscription.stats().deadLetters()).isEqualTo(1);
    }

    @Test
    void attemptsUsedUp_areALetter() {
        AtomicInteger attempts = new AtomicInteger();
        Subscription subscription = heads().retry(RetryPolicy.exponential(3, Duration.ofMillis(10)))
                .onEvent(event -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("thrown on purpose by DeliveryIT");
                });
        done(subscription.live());
        mine(1);

        Patience.until("the letter is told", () -> letters.size() == 1);
        assertThat(attempts).hasValue(3);
        assertThat(letters.get(0).attempts()).isEqualTo(3);
        assertThat(letters.get(0).causes())
                .containsExactly(
                        new DeadLetter.Cause("java.lang.IllegalStateException", "thrown on purpose by DeliveryIT"));
    }

    @Test
    void aHangingHandler_isInterrupted_andTheSameEventComesAgain() {
        CountDownLatch never = new CountDownLatch(1);
        List<Long> begun = new CopyOnWriteArrayList<>();
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Subscription subscription = heads().retry(QUICK)
                .deadline(Duration.ofSeconds(2))
                .onEvent(event -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    begun.add(event.value().number());
                    if (begun.size() == 1) {
                        never.await();
                    }
                });
        done(subscription.live());
        List<Long> blocks = mine(2);

        Patience.until("all are handled", () -> subscription.stats().delivered() == 2);
        assertThat(begun).containsExactly(blocks.get(0), blocks.get(0), blocks.get(1));
        assertThat(interrupted).containsOnly(false);
        assertThat(subscription.stats().lastFailure().orElseThrow()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void batches_holdAllEventsInOrder_andAPoisonEventIsFoundAmongThem() {
        int count = 20;
        List<Long> stored = Collections.synchronizedList(new ArrayList<>());
        long poison = anvil.head() + 7;
        Subscription subscription = heads().from(BlockRef.number(anvil.head() + 1))
                .retry(RetryPolicy.none())
                .onBatch(BatchPolicy.of(16, Duration.ofMillis(300)), events -> {
                    for (ChainEvent<BlockHeader> event : events) {
                        if (event.value().number() == poison) {
                            throw new IllegalStateException("thrown on purpose by DeliveryIT");
                        }
                    }
                    events.forEach(event -> stored.add(event.value().number()));
                });
        done(subscription.live());
        List<Long> blocks = mine(count);

        Patience.until("all are handled", () -> stored.size() == count - 1 && letters.size() == 1);
        blocks.remove(poison);
        assertThat(stored).isEqualTo(blocks);
        assertThat(letters.get(0).position().orElseThrow().blockNumber()).isEqualTo(poison);
    }

    @Test
    void severalAtOnce_runTogether_andEachKeyInOrder() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger met = new AtomicInteger();
        List<Long> thirds = Collections.synchronizedList(new ArrayList<>());
        Subscription subscription = heads().parallel(3, event -> event.value().number() % 3)
                .onEvent(event -> {
                    if (begun.incrementAndGet() <= 3) {
                        together.await(
                                Patience.LIMIT.toSeconds(), TimeUnit.SECONDS); // breaks unless three are under way
                        met.incrementAndGet();
                    }
                    if (event.value().number() % 3 == 0) {
                        thirds.add(event.value().number());
                    }
                });
        done(subscription.live());
        mine(30);

        Patience.until("all are handled", () -> subscription.stats().delivered() == 30);
        assertThat(met).hasValue(3);
        assertThat(thirds).hasSize(10).isSorted();
        assertThat(subscription.stats().failed()).isZero();
    }

    @Test
    void anAsynchronousHandler_isDoneWhenItsStageIs() {
        Executor elsewhere = task -> new Thread(task, "DeliveryIT").start();
        List<Long> stored = new CopyOnWriteArrayList<>();
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Subscription subscription = heads().onEventAsync(event -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(
                    () -> {
                        under.decrementAndGet();
                        stored.add(event.value().number());
                    },
                    elsewhere);
        });
        done(subscription.live());
        List<Long> blocks = mine(10);

        Patience.until("all are handled", () -> subscription.stats().delivered() == 10);
        assertThat(stored).isEqualTo(blocks);
        assertThat(most).hasValue(1);
    }
}

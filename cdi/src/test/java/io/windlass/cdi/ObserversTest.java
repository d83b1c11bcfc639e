package io.windlass.cdi;

import static io.windlass.cdi.TestContainer.await;
import static io.windlass.cdi.TestContainer.boot;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.testkit.Devnet;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObserversTest {
    @Test
    void observer_ofHeads_getsEveryBlockInOrder() {
        try (SeContainer container = boot(LocalDevnet.class, HeadObserver.class)) {
            devnet(container).mine(3);

            await().untilAsserted(() -> assertThat(
                            container.select(HeadObserver.class).get().numbers())
                    .containsExactly(1L, 2L, 3L));
        }
    }

    @Test
    void observers_ofLogsAndPendingTransactions_getThoseOfTheNetwork() {
        try (SeContainer container = boot(LocalDevnet.class, LogAndPendingObserver.class)) {
            LogAndPendingObserver observer =
                    container.select(LogAndPendingObserver.class).get();
            Hash transaction = devnet(container).submitTransaction();
            devnet(container).mine(1);
            List<Integer> indexes =
                    devnet(container).logs(1, 1).stream().map(Log::logIndex).toList();

            await().untilAsserted(() -> assertThat(observer.pending).contains(transaction));
            await().untilAsserted(() -> assertThat(observer.logIndexes).isEqualTo(indexes));
        }
    }

    @Singleton
    static class LogAndPendingObserver {
        final List<Hash> pending = new CopyOnWriteArrayList<>();
        final List<Integer> logIndexes = new CopyOnWriteArrayList<>();

        void onLog(@Observes @Network("test.local") ChainEvent<Log> log) {
            logIndexes.add(log.value().logIndex());
        }

        // events come on the subscription's thread, so asynchronous observers are no different
        void onPending(@ObservesAsync @Network("test.local") ChainEvent<Hash> transaction) {
            pending.add(transaction.value());
        }
    }

    @Test
    void observer_ofLogs_isToldWhatAReorgTakesBack() {
        try (SeContainer container = boot(LocalDevnet.class, RemovalObserver.class)) {
            RemovalObserver observer = container.select(RemovalObserver.class).get();
            devnet(container).mine(1);
            List<Hash> orphaned = devnet(container).logs(1, 1).stream()
                    .map(Log::transactionHash)
                    .toList();
            await().untilAsserted(() -> assertThat(observer.added).isEqualTo(orphaned));

            devnet(container).reorg(1);

            await().untilAsserted(() -> assertThat(observer.removed).containsExactlyInAnyOrderElementsOf(orphaned));
        }
    }

    @Singleton
    static class RemovalObserver {
        final List<Hash> added = new CopyOnWriteArrayList<>();
        final List<Hash> removed = new CopyOnWriteArrayList<>();

        void onLog(@Observes @Network("test.local") ChainEvent<Log> log) {
            (log.removed() ? removed : added).add(log.value().transactionHash());
        }
    }

    @Test
    void observer_thatBlocks_holdsUpNoOther() {
        try (SeContainer container = boot(LocalDevnet.class, HeadObserver.class, BlockingObserver.class)) {
            BlockingObserver blocking = container.select(BlockingObserver.class).get();
            try {
                devnet(container).mine(2);

                await().untilAsserted(() -> assertThat(
                                container.select(HeadObserver.class).get().numbers())
                        .containsExactly(1L, 2L));
                assertThat(blocking.returned).isEmpty();
            } finally {
                blocking.mayReturn.countDown();
            }
            await().untilAsserted(() -> assertThat(blocking.returned).containsExactly(1L, 2L));
        }
    }

    @Singleton
    static class BlockingObserver {
        final CountDownLatch mayReturn = new CountDownLatch(1);
        final List<Long> returned = new CopyOnWriteArrayList<>();

        void onHead(@Observes @Network("test.local") ChainEvent<BlockHeader> head) throws InterruptedException {
            if (mayReturn.await(1, TimeUnit.MINUTES)) {
                returned.add(head.value().number());
            }
        }
    }

    @Test
    void observer_thatThrows_getsTheEventAgainAndThenTheNext() {
        try (SeContainer container = boot(LocalDevnet.class, ThrowingObserver.class)) {
            devnet(container).mine(2);

            await().untilAsserted(() -> assertThat(
                            container.select(ThrowingObserver.class).get().seen)
                    .containsExactly(1L, 1L, 2L));
        }
    }

    @Singleton
    static class ThrowingObserver {
        final List<Long> seen = new CopyOnWriteArrayList<>();

        void onHead(@Observes @Network("test.local") ChainEvent<BlockHeader> head) throws Exception {
            seen.add(head.value().number());
            if (seen.size() == 1) {
                throw new Exception("the observer of this test fails the first time");
            }
        }
    }

    @Test
    void observer_withARequestScopedParameter_hasARequestOfItsOwnForEachEvent() {
        try (SeContainer container = boot(LocalDevnet.class, Counter.class, RequestObserver.class)) {
            devnet(container).mine(2);

            await().untilAsserted(() -> assertThat(
                            container.select(RequestObserver.class).get().counts)
                    .containsExactly(1, 1));
        }
    }

    @RequestScoped
    static class Counter {
        private int count;

        int increment() {
            return ++count;
        }
    }

    @Singleton
    static class RequestObserver {
        final List<Integer> counts = new CopyOnWriteArrayList<>();

        @Inject
        Counter counter;

        void onHead(@Observes @Network("test.local") ChainEvent<BlockHeader> head, Counter same) {
            counter.increment();
            counts.add(same.increment() - 1);
        }
    }

    private static Devnet devnet(SeContainer container) {
        return container.select(LocalDevnet.class).get().devnet();
    }
}

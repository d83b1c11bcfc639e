package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.Eth;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What user code does in a handler touches its own subscription and nothing else. */
class HandlersIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @Test
    void handler_thatBlocks_stopsNeitherCallsNorOtherSubscriptions() throws Exception {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Received<BlockHeader> behind = new Received<>();
        done(node.subscribe(Feeds.newHeads())
                .onEvent(event -> {
                    entered.countDown();
                    if (!release.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IllegalStateException("never released");
                    }
                    behind.onEvent(event);
                })
                .live());
        Received<BlockHeader> other = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(other).live());

        anvil.mine(10);
        assertThat(entered.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(node.call(Eth.chainId()));
        }

        for (CompletableFuture<Long> call : calls) {
            assertThat(done(call)).isEqualTo(31337);
        }
        other.await(10);
        assertThat(behind.count()).isZero();
        release.countDown();
        behind.await(10);
        assertThat(behind.values())
                .extracting(BlockHeader::hash)
                .isEqualTo(other.values().stream().map(BlockHeader::hash).toList());
    }

    @Test
    void handler_thatCallsTheSameConnectionAndWaits_doesNotDeadlock() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        List<Hash> read = new CopyOnWriteArrayList<>();
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads())
                .onEvent(event -> {
                    read.add(node.call(Eth.header(BlockRef.number(event.value().number())))
                            .join()
                            .orElseThrow()
                            .hash());
                    heads.onEvent(event);
                })
                .live());

        anvil.mine(5);

        heads.await(5);
        assertThat(read)
                .containsExactlyElementsOf(
                        heads.values().stream().map(BlockHeader::hash).toList());
    }

    @Test
    void handler_thatSubscribesAndUnsubscribes_doesNotDeadlock() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CompletableFuture<Void> innerEnded = new CompletableFuture<>();
        done(node.subscribe(Feeds.newHeads())
                .onEvent(event -> {
                    Subscription inner = node.subscribe(Feeds.newHeads()).onEvent(e -> {});
                    inner.live().join();
                    inner.close();
                    inner.ended().join();
                    innerEnded.complete(null);
                })
                .live());

        anvil.mine(1);

        done(innerEnded);
    }

    @Test
    void handler_thatClosesItsOwnSubscription_getsNothingMore() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CompletableFuture<Subscription> self = new CompletableFuture<>();
        Received<BlockHeader> received = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(event -> {
            received.onEvent(event);
            self.join().close();
        });
        done(subscription.live());
        self.complete(subscription);
        Received<BlockHeader> other = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(other).live());

        anvil.mine(5);

        done(subscription.ended());
        other.await(5);
        assertThat(received.count()).isEqualTo(1);
    }

    @Test
    void handler_thatFailsForGood_isCountedAndGetsTheNextEvent() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> received = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads())
                .retry(RetryPolicy.none())
                .onEvent(event -> {
                    received.onEvent(event);
                    if (received.count() == 2) {
                        throw new IllegalStateException("thrown on purpose by HandlersIT");
                    }
                });
        done(subscription.live());

        anvil.mine(4);

        received.await(4);
        Patience.until("the statistics follow", () -> subscription.stats().delivered() == 3);
        assertThat(subscription.stats().failed()).isEqualTo(1);
        assertThat(subscription.stats().dropped()).isZero();
        assertThat(received.values()).extracting(BlockHeader::number).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void handler_slowerThanTheChain_losesNothingThoughItsBufferIsFull() throws Exception {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CountDownLatch release = new CountDownLatch(1);
        Received<BlockHeader> received = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).buffer(5).onEvent(event -> {
            received.onEvent(event);
            if (!release.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        });
        done(subscription.live());
        long before = anvil.head();

        anvil.mine(20);

        Patience.until("it waits for its handler", () -> subscription.state() == SubscriptionState.BLOCKED_BY_HANDLER);
        Patience.until(
                "it knows how far it is behind", () -> subscription.stats().lagBlocks() >= 13);
        // one is with the handler, up to five wait for it: four if it was taken from among five, since room for one is
        // no
        // reason to read on; the rest is read when half of it is free
        assertThat(subscription.stats().waiting()).isBetween(4, 5);
        assertThat(received.count()).isEqualTo(1);
        release.countDown();
        received.await(20);
        Patience.until("it is level again", () -> subscription.state() == SubscriptionState.LIVE);
        assertThat(received.values())
                .extracting(BlockHeader::number)
                .isEqualTo(
                        LongStream.rangeClosed(before + 1, before + 20).boxed().toList());
        assertThat(subscription.stats().dropped()).isZero();
        assertThat(subscription.stats().lagBlocks()).isZero();
    }

    @Test
    void handler_runsOneEventAtATimeAndNotOnTheThreadThatCompletesCalls() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Set<Thread> inside = ConcurrentHashMap.newKeySet();
        List<Integer> concurrent = new CopyOnWriteArrayList<>();
        Received<BlockHeader> received = new Received<>();
        done(node.subscribe(Feeds.newHeads())
                .onEvent(event -> {
                    inside.add(Thread.currentThread());
                    concurrent.add(inside.size());
                    // a call that is answered meanwhile would need this thread if they shared one
                    node.call(Eth.blockNumber()).join();
                    inside.remove(Thread.currentThread());
                    received.onEvent(event);
                })
                .live());

        anvil.mine(10);

        received.await(10);
        assertThat(concurrent).hasSize(10).containsOnly(1);
    }

    @Test
    void stage_attachedWithoutAnExecutor_mayCallOn() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CompletableFuture<Long> chained = node.call(Eth.blockNumber());
        for (int i = 0; i < 50; i++) {
            chained = chained.thenCompose(previous -> node.call(Eth.chainId()));
        }

        assertThat(done(chained)).isEqualTo(31337);
    }

    @Test
    void stream_leftUnread_keepsWhatFitsAndStopsNobody() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> other = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(other).live());
        try (EventStream<BlockHeader> unread = node.listen(Feeds.newHeads())) {
            anvil.mine(30);

            other.await(30);
            assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
            assertThat(unread.stats().delivered()).isZero();
        }
    }
}

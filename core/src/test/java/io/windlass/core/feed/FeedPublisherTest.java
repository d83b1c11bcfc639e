package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionLostException;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.SubscriptionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class FeedPublisherTest {
    private final FeedFixture f = new FeedFixture();

    /** Writes down its signals; requests so many at once and then no more by itself. */
    private static class Reader<T> implements Subscriber<ChainEvent<T>> {
        private final List<String> got = new ArrayList<>();
        private final long first;
        private Subscription subscription;
        private Throwable failure;

        Reader(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Subscription to) {
            subscription = to;
            if (first > 0) {
                to.request(first);
            }
        }

        @Override
        public void onNext(ChainEvent<T> event) {
            got.add((event.removed() ? "-" : "+")
                    + event.position().orElseThrow().blockNumber());
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
            got.add("failed");
        }

        @Override
        public void onComplete() {
            got.add("complete");
        }
    }

    private SubscriptionBuilder<BlockHeader> heads() {
        return f.engine.subscribe(Feeds.newHeads());
    }

    private <T> Reader<T> read(Publisher<ChainEvent<T>> publisher, long first) {
        Reader<T> reader = new Reader<>(first);
        publisher.subscribe(reader);
        f.settle();
        return reader;
    }

    @Test
    void publisher_beginsASubscriptionForEachSubscriberAndNoneBefore() {
        Publisher<ChainEvent<BlockHeader>> publisher = heads().publisher();
        f.settle();
        assertThat(f.chain.asked("eth_getBlockByNumber")).isEmpty();

        Reader<BlockHeader> early = read(publisher, 100);
        f.chain.mineMany(2);
        f.settle();
        Reader<BlockHeader> late = read(publisher, 100);
        f.chain.mineMany(1);
        f.settle();

        assertThat(early.got).containsExactly("+1", "+2", "+3");
        assertThat(late.got).containsExactly("+3");
    }

    @Test
    void subscriber_getsNoMoreThanItRequested() {
        Reader<BlockHeader> reader = read(heads().publisher(), 2);
        f.chain.mineMany(5);
        f.settle();
        assertThat(reader.got).containsExactly("+1", "+2");

        reader.subscription.request(1);
        f.settle();
        assertThat(reader.got).containsExactly("+1", "+2", "+3");
    }

    @Test
    void feed_readsNoFurtherThanItsBufferWhileNothingIsRequested() {
        f.chain.grow(500);
        Reader<Log> reader = read(
                f.engine
                        .subscribe(Feeds.logs())
                        .from(BlockRef.number(400))
                        .buffer(4)
                        .publisher(),
                0);

        assertThat(f.chain.asked("eth_getLogs")).hasSizeLessThan(40);

        reader.subscription.request(Long.MAX_VALUE);
        f.settle();
        assertThat(reader.got).hasSize(101).endsWith("+500");
    }

    @Test
    void subscriber_seesRemovalsAmongItsEvents() {
        Reader<BlockHeader> reader = read(heads().publisher(), 100);
        f.chain.mineMany(2);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        assertThat(reader.got).containsExactly("+1", "+2", "-2", "+2", "+3");
    }

    @Test
    void end_ofTheFeed_completesWithoutARequest() {
        f.chain.grow(3);
        Reader<BlockHeader> reader =
                read(heads().from(BlockRef.number(1)).to(BlockRef.number(2)).publisher(), 2);

        assertThat(reader.got).containsExactly("+1", "+2", "complete");
    }

    @Test
    void failure_isTheLastSignalAndToldToTheListener() {
        List<BlockchainException> told = new ArrayList<>();
        Reader<BlockHeader> reader = read(heads().onFailure(told::add).publisher(), 100);

        f.engine.end(
                () -> new ConnectionLostException("gone", "node", "eth_subscribe", false, CloseReason.local(), null));
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(reader.got).containsExactly("failed");
        assertThat(told).hasSize(1).first().isSameAs(reader.failure);
    }

    @Test
    void close_ofTheConnection_completes() {
        Reader<BlockHeader> reader = read(heads().publisher(), 100);

        f.engine.end(() -> new ConnectionClosedException("closed", "node", CloseReason.local(), null));
        f.settle();

        assertThat(reader.got).containsExactly("complete");
        assertThat(f.engine.over()).isCompleted();
    }

    @Test
    void subscribe_afterTheConnectionHasFailed_isAnsweredWithTheFailure() {
        f.engine.end(
                () -> new ConnectionLostException("gone", "node", "eth_subscribe", false, CloseReason.local(), null));

        Reader<BlockHeader> reader = read(heads().publisher(), 0);

        assertThat(reader.got).containsExactly("failed");
    }

    @Test
    void cancel_endsTheSubscriptionSilently() {
        Reader<BlockHeader> reader = read(heads().publisher(), 100);
        f.chain.mineMany(1);
        f.settle();

        reader.subscription.cancel();
        reader.subscription.cancel();
        reader.subscription.request(1);
        f.chain.mineMany(1);
        f.settle();

        assertThat(reader.got).containsExactly("+1");
        assertThat(f.chain.followers()).isZero();
    }

    @Test
    void subscriber_thatThrows_isCancelledAndOthersGoOn() {
        Publisher<ChainEvent<BlockHeader>> publisher = heads().publisher();
        Reader<BlockHeader> broken = new Reader<>(100) {
            @Override
            public void onNext(ChainEvent<BlockHeader> event) {
                super.onNext(event);
                throw new IllegalStateException("on purpose");
            }
        };
        publisher.subscribe(broken);
        Reader<BlockHeader> sound = read(publisher, 100);
        f.chain.mineMany(2);
        f.settle();

        assertThat(broken.got).containsExactly("+1");
        assertThat(sound.got).containsExactly("+1", "+2");
    }

    @Test
    void request_ofLessThanOne_failsTheSubscription() {
        Reader<BlockHeader> reader = read(heads().publisher(), 0);

        reader.subscription.request(0);
        f.settle();

        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("was 0");
        assertThat(f.chain.followers()).isZero();
    }

    @Test
    void handlersOfTheManager_seeWhatAPublisherDelivers() {
        List<Long> seen = new ArrayList<>();
        f.taps.add(BlockHeader.class, event -> seen.add(event.value().number()));
        read(heads().publisher(), 1);
        f.chain.mineMany(2);
        f.settle();

        assertThat(seen).containsExactly(1L);
    }

    @Test
    void publisher_refusesANameAndAHandlerOfRemovals() {
        assertThatThrownBy(() -> heads().named("mine").ignoreRemoved().publisher())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be named 'mine'")
                .hasMessageContaining("leave out named");
        assertThatThrownBy(() -> heads().onRemoved(event -> {}).publisher())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out onRemoved");
    }

    @Test
    void publisher_ofWhatIsOnlyAnnounced_isRefusedWhereNothingIs() {
        FeedFixture polling = FeedFixture.with(f.follow, f.bloom, false);

        assertThatThrownBy(() ->
                        polling.engine.subscribe(Feeds.newPendingTransactions()).publisher())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("HTTP does not push");
    }

    @Test
    void subscribe_ofNobody_isRefused() {
        assertThatThrownBy(() -> heads().publisher().subscribe(null)).isInstanceOf(NullPointerException.class);
    }
}

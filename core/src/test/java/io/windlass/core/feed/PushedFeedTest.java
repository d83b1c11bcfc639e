package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BatchPolicy;
import io.windlass.BloomTrust;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.FeedGap;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.SyncStatus;
import io.windlass.Transaction;
import io.windlass.core.chain.FollowSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feeds that cannot be read again. */
class PushedFeedTest {
    private static final String PENDING = "newPendingTransactions";

    private final FeedFixture f = new FeedFixture();
    private final List<Hash> hashes = new ArrayList<>();
    private final List<FeedGap> gaps = new ArrayList<>();

    private SubscriptionBuilder<Hash> pending() {
        return f.engine.subscribe(Feeds.newPendingTransactions()).onGap(gaps::add);
    }

    private Subscription follow(int buffer) {
        Subscription made = pending().buffer(buffer).onEvent(event -> hashes.add(event.value()));
        f.settle();
        return made;
    }

    private static Hash hash(int number) {
        return Hash.keccak256(("tx " + number).getBytes(StandardCharsets.UTF_8));
    }

    private void submit(int from, int to) {
        for (int i = from; i <= to; i++) {
            f.chain.push(PENDING, "\"" + hash(i) + "\"");
            f.world.settle();
        }
    }

    @Test
    void whatIsPushed_isHandedOverInOrder() {
        Subscription s = follow(100);
        submit(1, 3);
        f.settle();

        assertThat(hashes).containsExactly(hash(1), hash(2), hash(3));
        assertThat(gaps).isEmpty();
        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(s.live()).isCompleted();
    }

    @Test
    void pendingTransactionsInFull_areDecoded_withTheirJsonWhereItIsWanted() {
        List<ChainEvent<Transaction>> got = new ArrayList<>();
        f.engine.subscribe(Feeds.pendingTransactions()).keepRaw().onEvent(got::add);
        f.settle();
        String json =
                "{\"hash\":\"" + hash(1) + "\",\"nonce\":\"0x2\",\"from\":\"0x" + "11".repeat(20) + "\",\"to\":null,"
                        + "\"value\":\"0xde0b6b3a7640000\",\"gas\":\"0x5208\",\"gasPrice\":\"0x1\",\"input\":\"0x\",\"type\":\"0x2\","
                        + "\"blockHash\":null,\"blockNumber\":null,\"madeUp\":[1,2]}";

        f.chain.push(PENDING, json);
        f.settle();

        assertThat(got).singleElement().satisfies(event -> {
            assertThat(event.value().hash()).isEqualTo(hash(1));
            assertThat(event.value().value()).isEqualTo(BigInteger.TEN.pow(18));
            assertThat(event.value().type()).isEqualTo(2);
            assertThat(event.value().blockHash()).isEmpty();
            assertThat(event.raw().orElseThrow().text()).isEqualTo(json);
            assertThat(event.position()).isEmpty();
        });
        assertThat(f.strays).isZero();
    }

    @Test
    void overflow_dropsTheOldestAndTellsTheGap() {
        Subscription s = follow(3);
        f.handlers.hold();
        submit(1, 5);
        f.handlers.release();
        f.settle();

        assertThat(hashes).containsExactly(hash(3), hash(4), hash(5));
        assertThat(gaps)
                .containsExactly(new FeedGap(FeedGap.Reason.OVERFLOW, 1), new FeedGap(FeedGap.Reason.OVERFLOW, 1));
        assertThat(s.stats().dropped()).isEqualTo(2);
        assertThat(s.stats().gaps()).isEqualTo(1);
    }

    @Test
    void reconnect_tellsAGap() {
        Subscription s = follow(100);
        submit(1, 1);
        f.chain.interrupt();
        assertThat(s.state()).isEqualTo(SubscriptionState.CATCHING_UP);
        f.chain.confirm();
        submit(2, 2);
        f.settle();

        assertThat(hashes).containsExactly(hash(1), hash(2));
        assertThat(gaps).containsExactly(new FeedGap(FeedGap.Reason.RECONNECT, 0));
        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
    }

    @Test
    void whatIsNotUnderstood_isCountedAndLeftOut() {
        follow(100);
        f.chain.push(PENDING, "{\"not\":\"a hash\"}");
        submit(1, 1);
        f.settle();

        assertThat(hashes).containsExactly(hash(1));
        assertThat(f.strays).isEqualTo(1);
    }

    @Test
    void aBatchThatFails_mayBeginWithWhatIsNotUnderstood() {
        List<Integer> sizes = new ArrayList<>();
        f.engine
                .subscribe(Feeds.newPendingTransactions())
                .retry(RetryPolicy.none())
                .onBatch(BatchPolicy.of(3, Duration.ofSeconds(1)), events -> {
                    sizes.add(events.size());
                    if (events.size() > 1) {
                        throw new IllegalStateException("no");
                    }
                });
        f.settle();
        f.chain.push(PENDING, "{\"not\":\"a hash\"}");
        submit(1, 3);
        f.run(Duration.ofSeconds(2));

        assertThat(sizes).containsExactly(2, 1, 1, 1);
    }

    @Test
    void syncing_isRead() {
        List<SyncStatus> got = new ArrayList<>();
        f.engine.subscribe(Feeds.syncing()).onEvent(event -> got.add(event.value()));
        f.settle();
        f.chain.push("syncing", "false");
        f.chain.push("syncing", "{\"syncing\":true,\"status\":{\"HighestBlock\":9}}");
        f.settle();

        assertThat(got).extracting(SyncStatus::syncing).containsExactlyInAnyOrder(false, true);
    }

    @Test
    void close_unsubscribesAndEnds() {
        Subscription s = follow(100);
        s.close();
        submit(1, 1);
        f.settle();

        assertThat(hashes).isEmpty();
        assertThat(f.chain.followers()).isZero();
        assertThat(s.ended()).isCompleted();
        assertThat(s.state()).isEqualTo(SubscriptionState.CLOSED);
    }

    @Test
    void overHttp_isRefusedWithWhatToDo() {
        FeedFixture http = FeedFixture.with(FollowSettings.DEFAULTS, BloomTrust.NONE, false);

        assertThatThrownBy(() ->
                        http.engine.subscribe(Feeds.newPendingTransactions()).onEvent(event -> {}))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cannot follow newPendingTransactions")
                .hasMessageContaining("connect to the node's ws:// or wss:// URL");
    }

    @Test
    void aHandlerThatFails_getsTheEventAgain_andWhatIsPushedMeanwhileWaits() {
        int[] failures = {3};
        Subscription s = pending().onEvent(event -> {
            if (event.value().equals(hash(1)) && failures[0]-- > 0) {
                throw new IllegalStateException("no");
            }
            hashes.add(event.value());
        });
        f.settle();
        submit(1, 2);
        f.run(Duration.ofSeconds(5));

        assertThat(hashes).containsExactly(hash(1), hash(2));
        assertThat(s.stats().failed()).isEqualTo(3);
        assertThat(s.stats().retries()).isEqualTo(3);
    }

    @Test
    void aHandlerThatFailsForLong_isSeenToBlock() {
        Subscription s = pending().onEvent(event -> {
            throw new IllegalStateException("no");
        });
        f.settle();
        submit(1, 1);
        f.run(Duration.ofSeconds(2));

        assertThat(s.state()).isEqualTo(SubscriptionState.BLOCKED_BY_HANDLER);
    }

    @Test
    void aHandlerThatFailsForGood_losesThatEventOnly_andSaysSo() {
        List<DeadLetter> letters = new ArrayList<>();
        Subscription s = pending()
                .retry(RetryPolicy.none())
                .onDeadLetter(letters::add)
                .onEvent(event -> {
                    if (event.value().equals(hash(1))) {
                        throw new IllegalStateException("no");
                    }
                    hashes.add(event.value());
                });
        f.settle();
        submit(1, 2);
        f.run(Duration.ofSeconds(5));

        assertThat(hashes).containsExactly(hash(2));
        assertThat(s.stats().failed()).isEqualTo(1);
        assertThat(s.stats().deadLetters()).isEqualTo(1);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).id()).isZero();
        assertThat(letters.get(0).feed()).isEqualTo("newPendingTransactions");
        assertThat(letters.get(0).position()).isEmpty();
        assertThat(letters.get(0).causes())
                .containsExactly(new DeadLetter.Cause("java.lang.IllegalStateException", "no"));
    }
}

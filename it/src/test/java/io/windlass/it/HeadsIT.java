package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.Bytes;
import io.windlass.ChainEvent;
import io.windlass.ConnectionConfig;
import io.windlass.Decoder;
import io.windlass.Eth;
import io.windlass.EventId;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.Position;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeadsIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @Test
    void newHeads_minedOnDemand_arriveInOrderLinkedByParentHash() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> heads = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(heads);
        done(subscription.live());
        long before = anvil.head();

        anvil.mine(25);

        heads.await(25);
        assertLinked(heads.values(), before + 1, 25);
    }

    @Test
    void newHeads_fromAFastChain_arriveWithoutAGap() {
        try (Anvil fast = Anvil.start("--block-time", "0.05")) {
            BlockchainConnection node = connect(fast, Wire.WEBSOCKET);
            Received<BlockHeader> heads = new Received<>();
            done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());

            List<BlockHeader> first =
                    heads.await(40).stream().map(ChainEvent::value).limit(40).toList();

            assertLinked(first, first.get(0).number(), 40);
        }
    }

    @Test
    void newHeads_ofARealNode_haveTheFieldsTheNodeAnswersByNumber() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());

        anvil.deployEmitter();

        BlockHeader head = heads.await(1).get(0).value();
        Map<?, ?> expected = anvil.rpcObject("eth_getBlockByNumber", "0x" + Long.toHexString(head.number()), false);
        assertThat(head.hash()).isEqualTo(hash(expected, "hash"));
        assertThat(head.parentHash()).isEqualTo(hash(expected, "parentHash"));
        assertThat(head.timestamp()).isEqualTo(PlainJson.quantity(expected.get("timestamp")));
        assertThat(head.gasLimit()).isEqualTo(PlainJson.quantity(expected.get("gasLimit")));
        assertThat(head.gasUsed())
                .isEqualTo(PlainJson.quantity(expected.get("gasUsed")))
                .isPositive();
        assertThat(head.miner()).isEqualTo(Address.of((String) expected.get("miner")));
        assertThat(head.stateRoot()).isEqualTo(hash(expected, "stateRoot"));
        assertThat(head.transactionsRoot()).isEqualTo(hash(expected, "transactionsRoot"));
        assertThat(head.receiptsRoot()).isEqualTo(hash(expected, "receiptsRoot"));
        assertThat(head.logsBloom()).isEqualTo(Bytes.fromHex((String) expected.get("logsBloom")));
        assertThat(head.extraData()).isEqualTo(Bytes.fromHex((String) expected.get("extraData")));
        assertThat(head.baseFeePerGas())
                .contains(BigInteger.valueOf(PlainJson.quantity(expected.get("baseFeePerGas"))));
        assertThat(head.extra())
                .as("members without an accessor stay reachable")
                .containsEntry("mixHash", Json.of("\"" + expected.get("mixHash") + "\""));
    }

    @Test
    void newHeads_envelope_saysWhereTheHeadStandsAndHowItCame() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());

        anvil.mine(1);

        ChainEvent<BlockHeader> event = heads.await(1).get(0);
        BlockHeader head = event.value();
        assertThat(event.id()).isEqualTo(new EventId(31337, head.hash(), Position.END));
        assertThat(event.position()).contains(Position.end(head.number(), head.hash()));
        assertThat(event.occurrence()).isEqualTo(1);
        assertThat(event.source()).isEqualTo(ChainEvent.Source.LIVE);
        assertThat(event.removed()).isFalse();
    }

    @Test
    void newHeads_severalSubscriptionsOnOneConnection_eachGetsEveryHead() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        List<Received<BlockHeader>> all = List.of(new Received<>(), new Received<>(), new Received<>());
        for (Received<BlockHeader> one : all) {
            done(node.subscribe(Feeds.newHeads()).onEvent(one).live());
        }
        long before = anvil.head();

        anvil.mine(5);

        for (Received<BlockHeader> one : all) {
            one.await(5);
            assertLinked(one.values(), before + 1, 5);
        }
    }

    @Test
    void stream_ofHeads_iteratesUntilItIsClosedFromAnotherThread() throws Exception {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        List<BlockHeader> seen = new ArrayList<>();
        EventStream<BlockHeader> stream = node.listen(Feeds.newHeads());
        CompletableFuture<Void> iteration = CompletableFuture.runAsync(() -> {
            for (ChainEvent<BlockHeader> event : stream) {
                seen.add(event.value());
            }
        });
        // a stream cannot say that it is live: mine until its first head shows that it is
        Patience.until("the stream delivers", () -> {
            anvil.mine(1);
            return stream.stats().delivered() >= 3;
        });

        stream.close();

        done(iteration);
        assertLinked(seen, seen.get(0).number(), seen.size());
        assertThat(stream.poll(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void close_ofASubscription_stopsItsEventsAndNobodyElses() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> stopped = new Received<>();
        Received<BlockHeader> going = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(stopped);
        done(subscription.live());
        done(node.subscribe(Feeds.newHeads()).onEvent(going).live());
        anvil.mine(2);
        stopped.await(2);
        going.await(2);

        subscription.close();
        subscription.close();
        done(subscription.ended());
        // its eth_unsubscribe went ahead of this call on the same socket
        done(node.call(Eth.blockNumber()));
        long strayBefore = node.stats().strayMessages();
        anvil.mine(5);

        going.await(7);
        assertThat(stopped.count()).isEqualTo(2);
        assertThat(node.stats().strayMessages())
                .as("the node was told: it pushes nothing that nobody wants")
                .isEqualTo(strayBefore);
    }

    @Test
    void subscribe_aFeedTheNodeRefuses_failsItsFuturesAndTellsTheListener() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CompletableFuture<BlockchainException> told = new CompletableFuture<>();

        Subscription subscription =
                node.subscribe(new Syncing()).onFailure(told::complete).onEvent(e -> {});

        assertThat(failureOf(subscription.live()))
                .isInstanceOfSatisfying(
                        SubscriptionFailedException.class,
                        e -> assertThat(e.feed()).contains("syncing"));
        assertThat(failureOf(subscription.ended())).isInstanceOf(SubscriptionFailedException.class);
        assertThat(done(told)).isInstanceOf(SubscriptionFailedException.class);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @Test
    void stream_ofAFeedTheNodeRefuses_throwsWhenIterated() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);

        try (EventStream<Json> stream = node.listen(new Syncing())) {
            assertThatThrownBy(() -> stream.iterator().hasNext()).isInstanceOf(SubscriptionFailedException.class);
        }
    }

    @Test
    void newHeads_overHttp_arePolledAndNoneIsMissed() {
        BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(anvil.httpUrl())
                .pollInterval(Duration.ofMillis(50))
                .build()));
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());
        long before = anvil.head();

        anvil.mine(20);

        heads.await(20);
        assertLinked(heads.values(), before + 1, 20);
    }

    @Test
    void subscribe_overHttpToWhatIsOnlyAnnounced_isUnsupportedAndSaysSo() {
        BlockchainConnection node = connect(anvil, Wire.HTTP);

        assertThatThrownBy(() -> node.subscribe(Feeds.newPendingTransactions()).onEvent(e -> {}))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("newPendingTransactions")
                .hasMessageContaining("ws");
        assertThatThrownBy(() -> node.listen(Feeds.newPendingTransactions()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void header_ofEachHeadRead_equalsTheOnePushed() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());

        anvil.mine(3);

        for (ChainEvent<BlockHeader> event : heads.await(3)) {
            BlockHeader pushed = event.value();
            assertThat(done(node.call(Eth.header(BlockRef.hash(pushed.hash())))))
                    .hasValueSatisfying(read -> assertThat(read.hash()).isEqualTo(pushed.hash()));
        }
    }

    private static void assertLinked(List<BlockHeader> heads, long first, int count) {
        assertThat(heads).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(heads.get(i).number()).isEqualTo(first + i);
            if (i > 0) {
                assertThat(heads.get(i).parentHash()).isEqualTo(heads.get(i - 1).hash());
            }
        }
    }

    private static Hash hash(Map<?, ?> object, String member) {
        return Hash.of((String) object.get(member));
    }

    /** A feed that anvil answers with an error. */
    private record Syncing() implements Feed<Json> {
        @Override
        public String name() {
            return "syncing";
        }

        @Override
        public Class<Json> type() {
            return Json.class;
        }

        @Override
        public List<Object> subscribeParams() {
            return List.of("syncing");
        }

        @Override
        public Decoder<Json> decoder() {
            return JsonReader::json;
        }
    }
}

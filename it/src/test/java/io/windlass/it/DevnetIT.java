package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.ChainEvent;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.EndpointException;
import io.windlass.Eth;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.Log;
import io.windlass.RpcException;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import io.windlass.testkit.Faults;
import io.windlass.testkit.ReorgStyle;
import io.windlass.testkit.WithDevnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine on the testkit's own node, as users run it: what it makes is what arrives, and what anvil cannot be made to do. */
@WithDevnet
class DevnetIT {
    @Test
    void devnet_injectedWithItsConnection_isTheSameChain(Devnet devnet, BlockchainConnection node) {
        assertThat(node.chainId()).isEqualTo(devnet.chainId()).isEqualTo(1337);
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(done(node.call(Eth.blockNumber()))).isEqualTo(devnet.head().number());
    }

    @Test
    void feeds_deliverExactlyWhatTheChainMade(Devnet devnet, BlockchainConnection node) {
        Received<BlockHeader> heads = new Received<>();
        Received<Log> logs = new Received<>();
        Received<Hash> pending = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());
        done(node.subscribe(Feeds.logs()).onEvent(logs).live());
        done(node.subscribe(Feeds.newPendingTransactions()).onEvent(pending).live());
        Hash submitted = devnet.submitTransaction();

        List<BlockHeader> mined = devnet.mine(50);

        heads.await(50);
        List<Log> expected = devnet.logs(mined.get(0).number(), mined.get(49).number());
        assertThat(expected).hasSize(50 * 3);
        logs.await(expected.size());
        assertThat(heads.values()).extracting(BlockHeader::hash).isEqualTo(hashes(mined));
        assertThat(places(logs.values())).isEqualTo(places(expected));
        assertThat(pending.await(1).get(0).value()).isEqualTo(submitted);
    }

    @Test
    void close_ofASubscription_reachesTheNode(Devnet devnet, BlockchainConnection node) {
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(e -> {});
        done(subscription.live());
        assertThat(devnet.subscriptions()).isEqualTo(1);

        subscription.close();

        Patience.until("the node was told", () -> devnet.subscriptions() == 0);
        assertThat(devnet.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_leavesNoSocketWhileTheManagerGoesOn(Wire wire, Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, wire);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(1337);
        assertThat(devnet.connections()).isPositive();

        done(manager.disconnect(node.id()));

        Patience.until("its sockets are closed", () -> devnet.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void reorg_takesBackWhatWasDeliveredFromThoseWhoAsked_newestFirst(
            ReorgStyle style, Devnet devnet, BlockchainConnection node) {
        Received<Log> added = new Received<>();
        Received<Log> removed = new Received<>();
        Received<Log> addedOnly = new Received<>();
        done(node.subscribe(Feeds.logs()).onRemoved(removed).onEvent(added).live());
        done(node.subscribe(Feeds.logs()).onEvent(addedOnly).live());
        List<BlockHeader> before = devnet.mine(3);
        List<Log> kept = devnet.logs(before.get(0).number(), before.get(0).number());
        List<Log> replaced = devnet.logs(before.get(1).number(), before.get(2).number());
        added.await(9);
        addedOnly.await(9);

        List<BlockHeader> after = devnet.reorg(2, style);
        devnet.mine(1);

        List<Log> replacing = devnet.logs(after.get(0).number(), after.get(1).number() + 1);
        removed.await(replaced.size());
        List<String> expected = places(
                Stream.of(kept, replaced, replacing).flatMap(List::stream).toList());
        added.await(expected.size());
        addedOnly.await(expected.size());
        List<String> newestFirst = new ArrayList<>(places(replaced));
        Collections.reverse(newestFirst);
        assertThat(places(removed.values())).isEqualTo(newestFirst);
        assertThat(removed.events()).allMatch(ChainEvent::removed);
        assertThat(added.events()).noneMatch(ChainEvent::removed);
        assertThat(places(added.values())).isEqualTo(expected);
        assertThat(places(addedOnly.values())).isEqualTo(expected);
    }

    @Test
    void reorg_thatNothingAbove_takesOverWhenTheNodeHoldsToIt(Devnet devnet, BlockchainConnection node) {
        Received<BlockHeader> heads = new Received<>();
        Received<BlockHeader> removed = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onRemoved(removed).onEvent(heads).live());
        List<BlockHeader> before = devnet.mine(3);
        heads.await(3);

        List<BlockHeader> after = devnet.reorg(2, ReorgStyle.GETH);

        heads.await(5);
        assertThat(hashes(removed.values()))
                .containsExactly(before.get(2).hash(), before.get(1).hash());
        assertThat(hashes(heads.values())).startsWith(hashes(before).toArray(Hash[]::new));
        assertThat(hashes(heads.values().subList(3, 5))).isEqualTo(hashes(after));
    }

    @Test
    void stream_ofLogs_showsRemovalsOnTheEnvelope(Devnet devnet, BlockchainConnection node) throws Exception {
        try (EventStream<Log> logs = node.listen(Feeds.logs())) {
            done(logs.live());
            List<Boolean> removals = new ArrayList<>();
            devnet.mine(1);
            for (int i = 0; i < 3; i++) {
                removals.add(logs.poll(Patience.LIMIT).orElseThrow().removed());
            }
            devnet.reorg(1, ReorgStyle.GETH);
            devnet.mine(1);
            for (int i = 0; i < 9; i++) {
                removals.add(logs.poll(Patience.LIMIT).orElseThrow().removed());
            }

            assertThat(removals)
                    .containsExactly(false, false, false, true, true, true, false, false, false, false, false, false);
        }
    }

    @Test
    void notifications_beforeTheReplyThatNamesTheirSubscription_areDelivered(Devnet devnet, BlockchainConnection node) {
        devnet.faults().notifyBeforeReply(true);
        Hash early = devnet.submitTransaction();
        Received<Hash> pending = new Received<>();

        done(node.subscribe(Feeds.newPendingTransactions()).onEvent(pending).live());

        pending.await(1);
        Hash next = devnet.submitTransaction();
        pending.await(2);
        assertThat(pending.values()).containsExactly(early, next);
    }

    @Test
    void feed_fromLatest_beginsWithTheBlockAfterTheHeadThoughTheHeadIsAnnouncedAgain(
            Devnet devnet, BlockchainConnection node) {
        devnet.mine(2);
        devnet.faults().notifyBeforeReply(true);
        Received<BlockHeader> heads = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(heads);
        done(subscription.live());

        List<BlockHeader> next = devnet.mine(2);

        heads.await(2);
        assertThat(hashes(heads.values())).isEqualTo(hashes(next));
    }

    @Test
    void notifications_thatAreNoJson_areCountedAndTheirBlocksReadAllTheSame(Devnet devnet, BlockchainConnection node) {
        Received<BlockHeader> heads = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());
        devnet.faults().corruptNotifications(1);

        List<BlockHeader> mined = devnet.mine(3);

        heads.await(3);
        assertThat(hashes(heads.values())).isEqualTo(hashes(mined));
        assertThat(node.stats().strayMessages()).isEqualTo(1);
        assertThat(node.stats().reconnects()).isZero();
    }

    static Stream<Arguments> notificationFaults() {
        return Stream.of(
                cut("lost", faults -> faults.dropNotifications(4)),
                cut("doubled", faults -> faults.duplicateNotifications(8)),
                cut("reordered", faults -> faults.reorderNotifications(8)));
    }

    @ParameterizedTest
    @MethodSource("notificationFaults")
    void notifications_thatLie_changeNothing(Consumer<Faults> fault, Devnet devnet, BlockchainConnection node) {
        Received<BlockHeader> heads = new Received<>();
        Received<Log> logs = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(heads).live());
        done(node.subscribe(Feeds.logs()).onEvent(logs).live());
        fault.accept(devnet.faults());

        List<BlockHeader> mined = devnet.mine(10);

        heads.await(10);
        logs.await(30);
        assertThat(hashes(heads.values())).isEqualTo(hashes(mined));
        assertThat(places(logs.values()))
                .isEqualTo(
                        places(devnet.logs(mined.get(0).number(), mined.get(9).number())));
    }

    static Stream<Arguments> cuts() {
        return Stream.of(
                cut("close frame and FIN", Faults::closeAll),
                cut("FIN alone", Faults::cutAll),
                cut("RST", Faults::resetAll));
    }

    private static Arguments cut(String name, Consumer<Faults> how) {
        return Arguments.of(Named.of(name, how));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void socket_cut_isReplacedAndSubscriptionsGoOn(Consumer<Faults> cut, Devnet devnet, BlockchainConnection node) {
        Received<BlockHeader> heads = new Received<>();
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(heads);
        done(subscription.live());
        for (int lost = 1; lost <= 3; lost++) {
            long expected = lost;
            int before = heads.count();
            cut.accept(devnet.faults());
            Patience.until("there is a new socket", () -> node.stats().reconnects() == expected);
            Patience.until("heads come over it", () -> {
                devnet.mine(1);
                return heads.count() > before;
            });
        }

        assertThat(heads.values()).extracting(BlockHeader::number).isSorted().doesNotHaveDuplicates();
        assertThat(node.stats().reconnects()).isEqualTo(3);
        assertThat(subscription.ended()).isNotDone();
        Patience.until("the old sockets are gone", () -> devnet.connections() == 1);
    }

    @Test
    void endpoint_thatRefusesForAWhile_isTriedUntilItAccepts(Devnet devnet, BlockchainConnectionManager manager) {
        devnet.faults().failUpgradesWith(503, Duration.ZERO, 3);

        BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(devnet.wsUrl())
                .maxRetries(3)
                .retryDelay(Duration.ofMillis(10))
                .build()));

        assertThat(done(node.call(Eth.chainId()))).isEqualTo(1337);
    }

    @ParameterizedTest
    @EnumSource
    void rateLimit_inTheAnswer_isWaitedOut(Wire wire, Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, wire);
        devnet.faults().rateLimit(1);

        assertThat(done(node.call(Eth.blockNumber()))).isZero();
        assertThat(node.stats().failedCalls()).isZero();
    }

    @Test
    void rateLimit_asAnHttpStatus_isWaitedOutEvenForATransaction(Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, Wire.HTTP);
        devnet.faults().failHttpWith(429, Duration.ofSeconds(1), 1);

        assertThat(done(node.call(Call.of("eth_sendRawTransaction", JsonReader::hash, "0x00"))))
                .isNotNull();
        assertThat(devnet.requests("eth_sendRawTransaction")).isEqualTo(1);
    }

    @Test
    void rateLimit_beyondTheDeadlineOfTheCall_failsItAndCarriesStatusAndTimeToWait(
            Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, Wire.HTTP);
        devnet.faults().failHttpWith(429, Duration.ofMinutes(10), 1);

        assertThat(failureOf(node.call(Call.of("eth_sendRawTransaction", JsonReader::json, "0x00"))))
                .isInstanceOfSatisfying(EndpointException.class, e -> {
                    assertThat(e.status()).isEqualTo(429);
                    assertThat(e.outcomeUnknown()).isFalse();
                    assertThat(e.retryAfter()).contains(Duration.ofMinutes(10));
                    assertThat(e.endpoint()).isEqualTo(devnet.httpUrl());
                });
        assertThat(devnet.requests("eth_sendRawTransaction")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"eth_sendRawTransaction, true", "eth_getTransactionReceipt, false"})
    void gatewayThatFails_leavesItOpenWhetherATransactionWasSent(
            String method, boolean outcomeUnknown, Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, Wire.HTTP);
        devnet.faults().failHttpWith(502, Duration.ZERO, 1);

        assertThat(failureOf(node.call(Call.of(method, JsonReader::json, "0x00"))))
                .isInstanceOfSatisfying(EndpointException.class, e -> {
                    assertThat(e.status()).isEqualTo(502);
                    assertThat(e.outcomeUnknown()).isEqualTo(outcomeUnknown);
                    assertThat(e.getMessage().contains("look at the chain")).isEqualTo(outcomeUnknown);
                });
    }

    @Test
    void errorWithoutId_overHttp_belongsToItsExchange(Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = connect(manager, devnet, Wire.HTTP);
        devnet.faults().errorWithoutId(1);

        assertThat(failureOf(node.call(Eth.blockNumber()))).isInstanceOf(RpcException.class);
        assertThat(done(node.call(Eth.blockNumber()))).isZero();
    }

    @Test
    void errorWithoutId_overWebSocket_isCountedAndTheOthersAreAnswered(
            Devnet devnet, BlockchainConnectionManager manager) {
        BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(devnet.wsUrl())
                .requestTimeout(Duration.ofSeconds(1))
                .build()));
        devnet.faults().errorWithoutId(1);

        Throwable failure = failureOf(node.call(Eth.blockNumber()));

        assertThat(failure).isInstanceOf(CallTimeoutException.class);
        assertThat(node.stats().strayMessages()).isEqualTo(1);
        assertThat(done(node.call(Eth.blockNumber()))).isZero();
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
    }

    @ParameterizedTest
    @EnumSource
    void secrets_ofAnOpenConnection_appearNowhere(Wire wire, Devnet devnet, BlockchainConnectionManager manager) {
        try (LogCapture log = LogCapture.start()) {
            ConnectionConfig config = Secrets.everywhere(wire, "127.0.0.1:" + devnet.port())
                    .requestTimeout(Duration.ofSeconds(1))
                    .retryDelay(Duration.ofMillis(10))
                    .maxRetryDelay(Duration.ofMillis(50))
                    .build();
            BlockchainConnection node = done(manager.connect(config));
            Throwable nodesError = failureOf(node.call(Call.of("eth_noSuchThing", JsonReader::json)));
            devnet.faults().refuse(true);
            devnet.faults().cutAll();
            Throwable lost = failureOf(node.call(Call.of("eth_sendRawTransaction", JsonReader::json, "0x00")));
            done(manager.disconnect(node.id()));
            Throwable closed = failureOf(node.call(Eth.chainId()));

            assertThat(nodesError).isInstanceOf(RpcException.class);
            for (Throwable failure : List.of(nodesError, lost, closed)) {
                Secrets.assertNoneIn(failure);
            }
            Secrets.assertNoneIn(node + " " + node.id() + " " + node.endpoint() + " " + node.stats() + " " + config);
            Secrets.assertNoneIn(manager + " " + manager.connectionStats());
            assertThat(log.text()).contains(node.id());
            Secrets.assertNoneIn(log.text());
        }
    }

    private static BlockchainConnection connect(BlockchainConnectionManager manager, Devnet devnet, Wire wire) {
        return done(manager.connect(wire == Wire.WEBSOCKET ? devnet.wsUrl() : devnet.httpUrl()));
    }

    private static List<Hash> hashes(List<BlockHeader> heads) {
        return heads.stream().map(BlockHeader::hash).toList();
    }

    private static List<String> places(List<Log> logs) {
        return logs.stream().map(DevnetIT::place).toList();
    }

    private static String place(Log log) {
        return log.blockHash() + "/" + log.logIndex() + " " + log.address() + log.topics() + log.data();
    }
}

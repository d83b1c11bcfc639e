package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private final Devnet devnet = Devnet.start();
    private RawPeer peer;

    @BeforeEach
    void connect() throws IOException {
        peer = RawPeer.webSocket(devnet);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        devnet.close();
    }

    @Test
    void newHeads_announcesEachBlockInOrder() throws IOException {
        String id = peer.subscribe("[\"newHeads\"]");
        List<BlockHeader> mined = devnet.mine(100);
        for (BlockHeader expected : mined) {
            Tree head = peer.notification(id);
            assertThat(head.at("hash").text()).isEqualTo(expected.hash().toHex());
            assertThat(Checks.hash(head)).isEqualTo(expected.hash());
            assertThat(head.has("transactions")).isFalse();
        }
        peer.assertNothingCame();
    }

    @Test
    void logs_comeBeforeTheirHead_andMatchTheFilter() throws IOException {
        String address = devnet.contracts().get(1).toHex();
        String heads = peer.subscribe("[\"newHeads\"]");
        String all = peer.subscribe("[\"logs\",{}]");
        devnet.mine(1);
        List<Tree> logs = peer.notifications(all, 3);
        peer.notification(heads);
        assertThat(logs)
                .isEqualTo(
                        peer.result("eth_getLogs", "[{\"fromBlock\":\"0x1\"}]").elements())
                .allMatch(l -> l.at("removed").value().equals(false));

        RawPeer second = RawPeer.webSocket(devnet);
        String filtered = second.subscribe("[\"logs\",{\"address\":\"" + address + "\"}]");
        devnet.mine(50);
        long expected = devnet.logs(2, 51).stream()
                .filter(l -> l.address().toHex().equals(address))
                .count();
        assertThat(expected).isBetween(1L, 149L);
        assertThat(second.notifications(filtered, (int) expected))
                .allMatch(l -> l.at("address").text().equals(address));
        second.assertNothingCame();
        second.close();
    }

    @Test
    void logs_withoutAFilterObject_areAllLogs() throws IOException {
        String id = peer.subscribe("[\"logs\"]");
        devnet.mine(2);
        assertThat(peer.notifications(id, 6)).hasSize(6);
    }

    @Test
    void pending_announcesHashesOfSubmittedAndInventedTransactions_once() throws IOException {
        String id = peer.subscribe("[\"newPendingTransactions\"]");
        Hash submitted = devnet.submitTransaction();
        Hash emitted = devnet.emit(devnet.contracts().get(0), List.of(), Bytes.EMPTY);
        assertThat(peer.notification(id).text()).isEqualTo(submitted.toHex());
        assertThat(peer.notification(id).text()).isEqualTo(emitted.toHex());
        devnet.mine(1);
        List<Tree> invented = peer.notifications(id, 2);
        List<Tree> mined = peer.result("eth_getBlockByNumber", "[\"latest\",false]")
                .at("transactions")
                .elements();
        assertThat(mined)
                .containsExactly(
                        new Tree(submitted.toHex()), new Tree(emitted.toHex()), invented.get(0), invented.get(1));
    }

    @Test
    void pending_withTrue_announcesWholeTransactions() throws IOException {
        String id = peer.subscribe("[\"newPendingTransactions\",true]");
        Hash submitted = devnet.submitTransaction();
        Tree transaction = peer.notification(id);
        assertThat(transaction.at("hash").text()).isEqualTo(submitted.toHex());
        assertThat(transaction.at("blockNumber").value()).isNull();
        assertThat(transaction.at("from").text()).hasSize(42);
    }

    @Test
    void unsubscribe_endsNotifications() throws IOException {
        String id = peer.subscribe("[\"newHeads\"]");
        assertThat(devnet.subscriptions()).isOne();
        assertThat(peer.result("eth_unsubscribe", "[\"" + id + "\"]").value()).isEqualTo(true);
        assertThat(devnet.subscriptions()).isZero();
        devnet.mine(1);
        peer.assertNothingCame();
        assertThat(peer.call("eth_unsubscribe", "[\"" + id + "\"]")
                        .at("error")
                        .at("message")
                        .text())
                .isEqualTo("subscription not found");
    }

    @Test
    void unsubscribe_ofAnotherSocketsSubscription_isRefused() throws IOException {
        String id = peer.subscribe("[\"newHeads\"]");
        try (RawPeer other = RawPeer.webSocket(devnet)) {
            assertThat(other.call("eth_unsubscribe", "[\"" + id + "\"]").has("error"))
                    .isTrue();
        }
        devnet.mine(1);
        assertThat(peer.notification(id).at("number").number()).isOne();
    }

    @Test
    void socketThatCloses_takesItsSubscriptionsAlong() throws IOException {
        try (RawPeer other = RawPeer.webSocket(devnet)) {
            other.subscribe("[\"newHeads\"]");
            other.subscribe("[\"logs\"]");
            assertThat(devnet.subscriptions()).isEqualTo(2);
        }
        Awaitility.await().until(() -> devnet.subscriptions() == 0);
    }

    @Test
    void ids_differBetweenSubscriptionsAndSockets() throws IOException {
        String first = peer.subscribe("[\"newHeads\"]");
        String second = peer.subscribe("[\"newHeads\"]");
        try (RawPeer other = RawPeer.webSocket(devnet)) {
            assertThat(List.of(first, second, other.subscribe("[\"newHeads\"]")))
                    .doesNotHaveDuplicates();
        }
        assertThat(first).matches("0x[0-9a-f]{32}");
    }

    @Test
    void unknownFeed_isRefusedInGethsWords_andSyncingIsSilent() throws IOException {
        Tree error = peer.call("eth_subscribe", "[\"foo\"]").at("error");
        assertThat(error.at("code").number()).isEqualTo(-32601);
        assertThat(error.at("message").text()).isEqualTo("no \"foo\" subscription in eth namespace");
        peer.subscribe("[\"syncing\"]");
        devnet.mine(1);
        peer.assertNothingCame();
    }

    @Test
    void reply_comesBeforeTheFirstNotification_alsoWhileBlocksAreMined() throws Exception {
        Thread miner = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                devnet.mine(1);
            }
        });
        miner.start();
        try {
            for (int i = 0; i < 50; i++) {
                try (RawPeer busy = RawPeer.webSocket(devnet)) {
                    String id = busy.subscribe("[\"newHeads\"]"); // demands that the answer is the first message
                    long first = busy.notification(id).at("number").number();
                    assertThat(busy.notifications(id, 3))
                            .extracting(h -> h.at("number").number())
                            .containsExactly(first + 1, first + 2, first + 3);
                }
            }
        } finally {
            miner.interrupt();
            miner.join();
        }
    }

    @Test
    void subscriberThatDoesNotRead_isDisconnected() throws IOException {
        try (Devnet strict = Devnet.builder()
                        .maxBytesBehind(1 << 20)
                        .logsPerBlock(100)
                        .start();
                RawPeer sleeper = RawPeer.webSocket(strict);
                RawPeer reader = RawPeer.webSocket(strict)) {
            sleeper.subscribe("[\"logs\"]");
            String heads = reader.subscribe("[\"newHeads\"]");
            int mined = 0;
            while (strict.connections() == 2) {
                strict.mine(1);
                mined++;
                reader.notification(heads);
                assertThat(mined).as("blocks of 80 kB that fit into 1 MB").isLessThan(10_000);
            }
            assertThat(reader.result("eth_blockNumber", "[]").number()).isEqualTo(mined);
        }
    }

    @Test
    void reorg_geth_takesLogsBackThenAnnouncesLogsAndTheLastHead() throws IOException {
        devnet.mine(4);
        List<Tree> old = logs(3, 4);
        String logs = peer.subscribe("[\"logs\"]");
        String heads = peer.subscribe("[\"newHeads\"]");

        List<BlockHeader> made = devnet.reorg(2);

        List<Tree> removed = peer.notifications(logs, 6);
        assertThat(removed).allMatch(l -> l.at("removed").value().equals(true));
        assertThat(removed)
                .extracting(SubscriptionTest::identity)
                .isEqualTo(old.stream().map(SubscriptionTest::identity).toList());
        assertThat(peer.notifications(logs, 6))
                .extracting(SubscriptionTest::identity)
                .isEqualTo(devnet.logs(3, 4).stream()
                        .map(l -> l.blockHash() + "/" + l.logIndex())
                        .toList());
        assertThat(peer.notification(heads).at("hash").text())
                .isEqualTo(made.get(1).hash().toHex());
        peer.assertNothingCame();
    }

    @Test
    void reorg_anvil_announcesEachNewHeadAndNothingRemoved() throws IOException {
        devnet.mine(4);
        String logs = peer.subscribe("[\"logs\"]");
        String heads = peer.subscribe("[\"newHeads\"]");
        for (BlockHeader header : devnet.reorg(2, ReorgStyle.ANVIL)) {
            assertThat(peer.notifications(logs, 3))
                    .allMatch(l -> l.at("removed").value().equals(false));
            assertThat(peer.notification(heads).at("hash").text())
                    .isEqualTo(header.hash().toHex());
        }
        peer.assertNothingCame();
    }

    @Test
    void reorg_silent_showsInTheNextHeadsParent() throws IOException {
        devnet.mine(4);
        String heads = peer.subscribe("[\"newHeads\"]");
        List<BlockHeader> made = devnet.reorg(2, ReorgStyle.SILENT);
        peer.assertNothingCame();
        devnet.mine(1);
        assertThat(peer.notification(heads).at("parentHash").text())
                .isEqualTo(made.get(1).hash().toHex());
    }

    @Test
    void reorg_minesThePoolIntoItsFirstBlock_andDropsWhatWasSubmittedBefore() throws IOException {
        String dropped = devnet.submitTransaction().toHex();
        devnet.mine(2);
        String kept = devnet.submitTransaction().toHex();
        devnet.reorg(2);
        assertThat(peer.result("eth_getTransactionByHash", "[\"" + dropped + "\"]")
                        .value())
                .isNull();
        assertThat(peer.result("eth_getTransactionByHash", "[\"" + kept + "\"]")
                        .at("blockNumber")
                        .number())
                .isOne();
    }

    @Test
    void thousandsOfBlocks_reachManySubscribersWhole() throws IOException {
        List<RawPeer> peers = IntStream.range(0, 4)
                .mapToObj(i -> {
                    try {
                        return RawPeer.webSocket(devnet);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
        String[] ids = new String[4];
        for (int i = 0; i < 4; i++) {
            ids[i] = peers.get(i).subscribe("[\"newHeads\"]");
        }
        devnet.mine(5_000);
        for (int i = 0; i < 4; i++) {
            for (long n = 1; n <= 5_000; n++) {
                assertThat(peers.get(i).notification(ids[i]).at("number").number())
                        .isEqualTo(n);
            }
            peers.get(i).close();
        }
    }

    private List<Tree> logs(int from, int to) throws IOException {
        return peer.result("eth_getLogs", "[{\"fromBlock\":\"0x" + from + "\",\"toBlock\":\"0x" + to + "\"}]")
                .elements();
    }

    private static String identity(Tree log) {
        return log.at("blockHash").text() + "/" + log.at("logIndex").number();
    }
}

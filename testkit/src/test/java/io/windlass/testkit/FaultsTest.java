package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.Bytes;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final Devnet devnet = Devnet.start();
    private final Faults faults = devnet.faults();
    private RawPeer socket;
    private RawPeer http;

    @BeforeEach
    void connect() throws IOException {
        socket = RawPeer.webSocket(devnet);
        socket.call("eth_chainId", "[]");
        http = RawPeer.http(devnet);
        http.postCall("eth_chainId", "[]");
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        http.close();
        devnet.close();
    }

    @Test
    void closeAll_saysGoodByeAndEndsWithFin() throws IOException {
        faults.closeAll();
        RawPeer.Frame frame = socket.frame();
        assertThat(frame.opcode()).isEqualTo(RawPeer.CLOSE);
        assertThat(Bytes.of(frame.payload()).toHex()).startsWith("0x03e9"); // 1001
        assertThat(socket.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(http.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(devnet.connections()).isZero();
    }

    @Test
    void cutAll_endsWithFinAndNoWord() throws IOException {
        faults.cutAll();
        assertThat(socket.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(http.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(devnet.connections()).isZero();
    }

    @Test
    void resetAll_endsWithRst() throws IOException {
        faults.resetAll();
        assertThat(socket.end()).isEqualTo(RawPeer.End.RST);
        assertThat(http.end()).isEqualTo(RawPeer.End.RST);
        assertThat(devnet.connections()).isZero();
    }

    @Test
    void socketsAreAcceptedAgain_afterTheyWereCut() throws IOException {
        faults.resetAll();
        try (RawPeer again = RawPeer.webSocket(devnet)) {
            assertThat(again.result("eth_chainId", "[]").text()).isEqualTo("0x539");
        }
    }

    @Test
    void silence_leavesSocketsOpenAndAnswersLate() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.silence(true);
        socket.send(RawPeer.PING, new byte[] {1});
        socket.send(RawPeer.request(70, "eth_chainId", "[]"));
        http.sendPost(RawPeer.request(71, "eth_chainId", "[]"));
        RawPeer late = RawPeer.http(devnet);
        late.sendUpgrade("/");
        devnet.mine(1);
        assertThat(socket.hearsNothing()).isTrue();
        assertThat(http.hearsNothing()).isTrue();
        assertThat(late.hearsNothing()).isTrue();
        assertThat(devnet.requests("eth_chainId")).as("only those before").isEqualTo(2);
        assertThat(devnet.connections()).isEqualTo(3);

        faults.silence(false);

        assertThat(socket.notification(heads).at("number").number()).isOne();
        assertThat(socket.frame().opcode()).isEqualTo(RawPeer.PONG);
        assertThat(socket.message().at("id").number()).isEqualTo(70);
        assertThat(Tree.of(http.readResponse().body()).at("id").number()).isEqualTo(71);
        assertThat(late.readResponse().status()).isEqualTo(101);
        assertThat(late.result("eth_blockNumber", "[]").number()).isOne();
        late.close();
    }

    @Test
    void silentSocket_thatThePeerCloses_isNoticed() throws IOException {
        socket.subscribe("[\"newHeads\"]");
        faults.silence(true);
        socket.send(RawPeer.request(1, "eth_chainId", "[]"));
        devnet.mine(1);
        socket.close();
        http.close();
        Awaitility.await().until(() -> devnet.connections() == 0);
        assertThat(devnet.subscriptions()).isZero();
    }

    @Test
    void closeAll_duringSilence_closesWithoutAWord() throws IOException {
        faults.silence(true);
        faults.closeAll();
        assertThat(socket.end()).isEqualTo(RawPeer.End.FIN);
    }

    @Test
    void refuse_refusesNewSockets_keepsOldOnes_andComesBackOnTheSamePort() throws IOException {
        int port = devnet.port();
        faults.refuse(true);
        faults.refuse(true);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> RawPeer.http(devnet)).isInstanceOf(ConnectException.class);
        }
        assertThat(socket.result("eth_chainId", "[]").text()).isEqualTo("0x539");

        faults.refuse(false);
        faults.refuse(false);

        assertThat(devnet.port()).isEqualTo(port);
        try (RawPeer again = RawPeer.webSocket(devnet)) {
            assertThat(again.result("eth_chainId", "[]").text()).isEqualTo("0x539");
        }
    }

    @Test
    void close_whileRefusing_works() {
        faults.refuse(true);
        devnet.close();
        assertThat(devnet.connections()).isZero();
    }

    @Test
    void delayResponses_delaysAnswersAndNotNotificationsNorPongs() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        Duration delay = Duration.ofMillis(150);
        faults.delayResponses(delay);
        long start = System.nanoTime();
        socket.send(RawPeer.request(70, "eth_blockNumber", "[]"));
        socket.send(RawPeer.PING, new byte[0]);
        assertThat(socket.frame().opcode()).isEqualTo(RawPeer.PONG);
        devnet.mine(1);
        socket.notification(heads);
        assertThat(socket.message().at("result").number())
                .as("it was run at once")
                .isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
        start = System.nanoTime();
        http.postCall("eth_chainId", "[]");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
    }

    @Test
    void delayResponses_keepsNotificationsBehindTheirSubscribeReply() throws IOException {
        faults.delayResponses(Duration.ofMillis(20));
        socket.send(RawPeer.request(70, "eth_subscribe", "[\"newHeads\"]"));
        while (devnet.subscriptions() == 0) {
            devnet.mine(1);
        }
        devnet.mine(1);
        Tree reply = socket.message();
        assertThat(reply.at("id").number()).isEqualTo(70);
        socket.notification(reply.at("result").text());
    }

    @Test
    void failUpgradesWith_answersUpgradesOnly() throws IOException {
        faults.failUpgradesWith(429, Duration.ofMillis(1500));
        for (int i = 0; i < 2; i++) {
            try (RawPeer refused = RawPeer.http(devnet)) {
                RawPeer.Response response = refused.upgrade("/");
                assertThat(response.status()).isEqualTo(429);
                assertThat(response.headers()).containsEntry("retry-after", "2");
            }
        }
        assertThat(http.postCall("eth_chainId", "[]").has("result")).isTrue();
        faults.failUpgradesWith(401);
        try (RawPeer refused = RawPeer.http(devnet)) {
            RawPeer.Response response = refused.upgrade("/");
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.headers()).doesNotContainKey("retry-after");
        }
        faults.acceptUpgrades();
        RawPeer.webSocket(devnet).close();
    }

    @Test
    void failUpgradesWith_aNumberOfTimes_thenAccepts() throws IOException {
        faults.failUpgradesWith(503, Duration.ZERO, 2);
        for (int i = 0; i < 2; i++) {
            try (RawPeer refused = RawPeer.http(devnet)) {
                assertThat(refused.upgrade("/").status()).isEqualTo(503);
            }
        }
        RawPeer.webSocket(devnet).close();
        assertThatThrownBy(() -> faults.failUpgradesWith(99)).hasMessageContaining("200 to 599, was 99");
    }

    @Test
    void failHttpWith_answersRequestsOnly() throws IOException {
        faults.failHttpWith(502, Duration.ofSeconds(3), 1);
        RawPeer.Response response = http.post(RawPeer.request(1, "eth_chainId", "[]"));
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.headers()).containsEntry("retry-after", "3");
        assertThat(http.postCall("eth_chainId", "[]").has("result")).isTrue();
        faults.failHttpWith(403);
        assertThat(http.post("{}").status()).isEqualTo(403);
        RawPeer.webSocket(devnet).close();
        faults.acceptHttp();
        assertThat(http.postCall("eth_chainId", "[]").has("result")).isTrue();
    }

    @Test
    void dropNotifications_losesExactlyThatMany() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.dropNotifications(2);
        devnet.mine(4);
        assertThat(numbers(heads, 2)).containsExactly(3L, 4L);
        socket.assertNothingCame();
    }

    @Test
    void duplicateNotifications_sendsExactlyThatManyTwice() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.duplicateNotifications(2);
        devnet.mine(3);
        assertThat(numbers(heads, 5)).containsExactly(1L, 1L, 2L, 2L, 3L);
        socket.assertNothingCame();
    }

    @Test
    void reorderNotifications_swapsEachWithTheNext() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.reorderNotifications(2);
        devnet.mine(5);
        assertThat(numbers(heads, 5)).containsExactly(2L, 1L, 4L, 3L, 5L);
    }

    @Test
    void corruptNotifications_areNoJson_andTheSocketLives() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.corruptNotifications(1);
        devnet.mine(2);
        String corrupt = socket.frame().text();
        assertThatThrownBy(() -> Tree.of(corrupt)).hasMessageStartingWith("not JSON");
        assertThat(numbers(heads, 1)).containsExactly(2L);
    }

    @Test
    void notificationFaults_combine() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.dropNotifications(1);
        faults.duplicateNotifications(1);
        faults.reorderNotifications(1);
        devnet.mine(4);
        assertThat(numbers(heads, 4)).containsExactly(2L, 2L, 4L, 3L);
    }

    @Test
    void notifyBeforeReply_sendsTheHeadAheadOfTheReply() throws IOException {
        devnet.mine(2);
        faults.notifyBeforeReply(true);
        socket.send(RawPeer.request(70, "eth_subscribe", "[\"newHeads\"]"));
        Tree early = socket.message();
        Tree reply = socket.message();
        assertThat(reply.at("id").number()).isEqualTo(70);
        assertThat(early.at("params").at("subscription")).isEqualTo(reply.at("result"));
        assertThat(early.at("params").at("result").at("number").number()).isEqualTo(2);
        devnet.mine(1);
        assertThat(numbers(reply.at("result").text(), 1)).containsExactly(3L);

        socket.send(RawPeer.request(71, "eth_subscribe", "[\"logs\"]"));
        for (int i = 0; i < 3; i++) {
            assertThat(socket.message().at("params").at("result").at("logIndex").number())
                    .isEqualTo(i);
        }
        assertThat(socket.message().at("id").number()).isEqualTo(71);
    }

    @Test
    void errorWithoutId_hasIdNull_andTheCallIsNotRun() throws IOException {
        faults.errorWithoutId(2);
        socket.send(RawPeer.request(70, "eth_blockNumber", "[]"));
        Tree answer = socket.message();
        assertThat(answer.at("id").value()).isNull();
        assertThat(answer.has("error")).isTrue();
        assertThat(Tree.of(http.post(RawPeer.request(71, "eth_blockNumber", "[]"))
                                .body())
                        .at("id")
                        .value())
                .isNull();
        assertThat(devnet.requests("eth_blockNumber")).isZero();
        assertThat(socket.result("eth_blockNumber", "[]").number()).isZero();
    }

    @Test
    void rateLimit_is429InsideA200() throws IOException {
        faults.rateLimit(2);
        RawPeer.Response response = http.post(RawPeer.request(1, "eth_chainId", "[]"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(Tree.of(response.body()).at("error").at("code").number()).isEqualTo(429);
        assertThat(socket.call("eth_blockNumber", "[]").at("error").at("code").number())
                .isEqualTo(429);
        assertThat(socket.call("eth_blockNumber", "[]").has("result")).isTrue();
    }

    @Test
    void failCalls_failsOneMethodOnly() throws IOException {
        faults.failCalls("eth_blockNumber", 1, -32005, "daily request count exceeded");
        assertThat(socket.call("eth_chainId", "[]").has("result")).isTrue();
        Tree error = socket.call("eth_blockNumber", "[]").at("error");
        assertThat(error.at("code").number()).isEqualTo(-32005);
        assertThat(error.at("message").text()).isEqualTo("daily request count exceeded");
        assertThat(socket.call("eth_blockNumber", "[]").has("result")).isTrue();
    }

    @Test
    void maxLogRange_namesARangeThatWorks() throws IOException {
        devnet.mine(30);
        faults.maxLogRange(10);
        Tree error = socket.call("eth_getLogs", "[{\"fromBlock\":\"0x5\",\"toBlock\":\"0x1e\"}]")
                .at("error");
        assertThat(error.at("code").number()).isEqualTo(-32005);
        assertThat(error.at("message").text())
                .isEqualTo("query returned more than 10000 results. Try with this block range [0x5, 0xe].");
        assertThat(error.at("data").at("to").text()).isEqualTo("0xe");
        assertThat(socket.result("eth_getLogs", "[{\"fromBlock\":\"0x5\",\"toBlock\":\"0xe\"}]")
                        .elements())
                .hasSize(30);
    }

    @Test
    void clipLogRanges_answersUpToTheHead() throws IOException {
        devnet.mine(2);
        faults.clipLogRanges(true);
        assertThat(logs("{\"fromBlock\":\"0x2\",\"toBlock\":\"0x9\"}")).hasSize(3);
        assertThat(logs("{\"fromBlock\":\"0x8\",\"toBlock\":\"0x9\"}")).isEmpty();
    }

    @Test
    void forgetBlocksBelow_prunesBlocksReceiptsAndLogs() throws IOException {
        devnet.mine(5);
        String hash = devnet.block(2).hash().toHex();
        faults.forgetBlocksBelow(3);
        for (String[] call : new String[][] {
            {"eth_getBlockByNumber", "[\"0x2\",false]"},
            {"eth_getBlockByHash", "[\"" + hash + "\",false]"},
            {"eth_getBlockReceipts", "[\"0x2\"]"},
            {"eth_getLogs", "[{\"fromBlock\":\"0x2\"}]"},
            {"eth_getLogs", "[{\"blockHash\":\"" + hash + "\"}]"}
        }) {
            Tree error = socket.call(call[0], call[1]).at("error");
            assertThat(error.at("code").number()).isEqualTo(4444);
            assertThat(error.at("message").text()).isEqualTo("pruned history unavailable");
        }
        assertThat(logs("{\"fromBlock\":\"0x3\"}")).hasSize(9);
    }

    @Test
    void changeChainId_liesAboutTheChainOnly() throws IOException {
        faults.changeChainId(97);
        assertThat(socket.result("eth_chainId", "[]").text()).isEqualTo("0x61");
        assertThat(socket.result("net_version", "[]").text()).isEqualTo("97");
        assertThat(devnet.chainId()).isEqualTo(1337);
    }

    @Test
    void backends_answerInTurn_eachSoManyBlocksLate() throws IOException {
        devnet.mine(5);
        String hash = devnet.block(4).hash().toHex();
        faults.backends(0, 2);

        assertThat(http.postCall("eth_blockNumber", "[]").at("result").text()).isEqualTo("0x5");
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x3");
        assertThat(socket.result("eth_getBlockByHash", "[\"" + hash + "\",false]")
                        .at("number")
                        .text())
                .isEqualTo("0x4");
        assertThat(socket.result("eth_getBlockByHash", "[\"" + hash + "\",false]")
                        .text())
                .isNull();
        devnet.mine(1);
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x6");
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x4");
        faults.clear();
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x6");
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x6");
    }

    @Test
    void forkBackend_showsOtherBlocksThatFitTogether() throws IOException {
        devnet.mine(5);
        faults.backends(0);
        faults.forkBackend(0, 2);
        Tree head = socket.result("eth_getBlockByNumber", "[\"latest\",false]");
        Tree parent = socket.result(
                "eth_getBlockByHash", "[\"" + head.at("parentHash").text() + "\",false]");
        devnet.mine(1);

        assertThat(head.at("number").text()).isEqualTo("0x5");
        assertThat(head.at("hash").text()).isNotEqualTo(devnet.block(5).hash().toHex());
        assertThat(parent.at("parentHash").text())
                .isEqualTo(devnet.block(3).hash().toHex());
        assertThat(socket.result("eth_blockNumber", "[]").text()).isEqualTo("0x5");
        assertThatThrownBy(() -> faults.forkBackend(1, 1)).hasMessageContaining("there are 1 backends");
        assertThatThrownBy(() -> faults.forkBackend(0, 6)).hasMessageContaining("must be 1 to 5");
    }

    @Test
    void changeGenesis_isAnotherChainOfTheSameHeight_andTheOldSeedIsTheOldChain() throws IOException {
        devnet.mine(3);
        String before = devnet.genesisHash().toHex();
        String third = devnet.block(3).hash().toHex();
        faults.changeGenesis(9);
        assertThat(socket.end()).isEqualTo(RawPeer.End.RST);
        try (RawPeer again = RawPeer.webSocket(devnet)) {
            assertThat(again.result("eth_getBlockByNumber", "[\"0x0\",false]")
                            .at("hash")
                            .text())
                    .isEqualTo(devnet.genesisHash().toHex())
                    .isNotEqualTo(before);
            assertThat(again.result("eth_blockNumber", "[]").text()).isEqualTo("0x3");
            assertThat(again.result("eth_chainId", "[]").text()).isEqualTo("0x539");
        }
        faults.changeGenesis(0);

        assertThat(devnet.genesisHash().toHex()).isEqualTo(before);
        assertThat(devnet.block(3).hash().toHex()).isEqualTo(third);
    }

    @Test
    void blooms_lie_butHashesStayRight() throws IOException {
        faults.blooms(BloomStyle.ZERO);
        BlockHeader zero = devnet.mine(1).get(0);
        faults.blooms(BloomStyle.FULL);
        BlockHeader full = devnet.mine(1).get(0);
        assertThat(zero.logsBloom().toHex()).matches("0x0{512}");
        assertThat(full.logsBloom().toHex()).matches("0xf{512}");
        assertThat(Checks.hash(socket.result("eth_getBlockByNumber", "[\"0x1\",false]")))
                .isEqualTo(zero.hash());
        assertThat(logs("{\"fromBlock\":\"0x1\"}")).hasSize(6);
    }

    @Test
    void clear_endsAllThatLasts() throws IOException {
        String heads = socket.subscribe("[\"newHeads\"]");
        faults.silence(true);
        faults.refuse(true);
        faults.failHttpWith(500);
        faults.failUpgradesWith(500);
        faults.delayResponses(Duration.ofHours(1));
        faults.dropNotifications(100);
        faults.duplicateNotifications(100);
        faults.reorderNotifications(100);
        faults.corruptNotifications(100);
        faults.errorWithoutId(100);
        faults.rateLimit(100);
        faults.notifyBeforeReply(true);
        faults.changeChainId(1);
        faults.forgetBlocksBelow(100);
        faults.maxLogRange(1);
        faults.clipLogRanges(true);
        faults.blooms(BloomStyle.FULL);

        faults.clear();

        BlockHeader mined = devnet.mine(1).get(0);
        Tree head = socket.notification(heads);
        assertThat(head.at("hash").text()).isEqualTo(mined.hash().toHex());
        assertThat(head.at("logsBloom").text()).doesNotMatch("0xf+");
        assertThat(logs("{\"fromBlock\":\"0x0\"}")).hasSize(3);
        assertThat(socket.call("eth_getLogs", "[{\"toBlock\":\"0x9\"}]").has("error"))
                .isTrue();
        assertThat(http.postCall("eth_chainId", "[]").at("result").text()).isEqualTo("0x539");
        try (RawPeer again = RawPeer.webSocket(devnet)) {
            again.subscribe("[\"newHeads\"]");
        }
    }

    private List<Long> numbers(String subscription, int count) throws IOException {
        return socket.notifications(subscription, count).stream()
                .map(head -> head.at("number").number())
                .toList();
    }

    private List<Tree> logs(String filter) throws IOException {
        return socket.result("eth_getLogs", "[" + filter + "]").elements();
    }
}

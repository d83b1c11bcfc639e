package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.Bytes;
import io.windlass.ChainEvent;
import io.windlass.Eth;
import io.windlass.EventId;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is delivered and read must be what the node answers to eth_getLogs, asked over another client. */
class LogsIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    private Emitter wanted;
    private Emitter other;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @BeforeEach
    void deploy() {
        wanted = anvil.deployEmitter();
        other = anvil.deployEmitter();
    }

    @Test
    void logs_byAddress_equalWhatTheNodeAnswersToGetLogs() {
        assertDeliversWhatGetLogsAnswers(
                Feeds.logs().address(wanted.address()),
                Map.of("address", wanted.address().toHex()),
                7 + 5 + 9);
    }

    @Test
    void logs_bySignature_equalWhatTheNodeAnswersToGetLogs() {
        assertDeliversWhatGetLogsAnswers(
                Feeds.logs().address(wanted.address(), other.address()).topic(0, Emitter.SEQ),
                Map.of(
                        "address",
                        List.of(wanted.address().toHex(), other.address().toHex()),
                        "topics",
                        List.of(Emitter.SEQ.toHex())),
                7 + 9 + 4);
    }

    @Test
    void logs_bySecondTopicWithAlternatives_equalWhatTheNodeAnswersToGetLogs() {
        // Seq(round, index, total): index 1 or 3 of any round
        Hash one = Hash.of("0x" + "0".repeat(63) + "1");
        Hash three = Hash.of("0x" + "0".repeat(63) + "3");
        List<Object> topics = new ArrayList<>();
        topics.add(Emitter.SEQ.toHex());
        topics.add(null);
        topics.add(List.of(one.toHex(), three.toHex()));
        assertDeliversWhatGetLogsAnswers(
                Feeds.logs().address(wanted.address()).topic(0, Emitter.SEQ).topic(2, one, three),
                Map.of("address", wanted.address().toHex(), "topics", topics),
                2 + 2);
    }

    /** Rounds of Seq and Transfer on two contracts, in several blocks; the feed picks its own out of them. */
    private void assertDeliversWhatGetLogsAnswers(LogsFeed feed, Map<String, Object> filter, int expected) {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<Log> received = new Received<>();
        done(node.subscribe(feed).onEvent(received).live());
        long from = anvil.head() + 1;

        wanted.emitSeq(7);
        other.emitTransfers(3);
        wanted.emitTransfers(5);
        other.emitSeq(4);
        wanted.emitSeq(9);

        received.await(expected);
        List<Row> nodes = getLogs(filter, from, anvil.head());
        assertThat(nodes).hasSize(expected);
        assertThat(received.values())
                .allMatch(feed::matches)
                .extracting(Row::of)
                .containsExactlyElementsOf(nodes);
    }

    @Test
    void logs_manyRounds_comeWithoutGapOrDouble() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<Log> received = new Received<>();
        done(node.subscribe(Feeds.logs().address(wanted.address()))
                .buffer(5_000)
                .onEvent(received)
                .live());

        for (int round = 0; round < 20; round++) {
            wanted.emitSeq(200);
        }

        received.await(4_000);
        List<Log> logs = received.values();
        assertThat(logs).hasSize(4_000);
        for (int i = 0; i < 4_000; i++) {
            Log log = logs.get(i);
            assertThat(log.topics().get(1).w3()).as("round of log %d", i).isEqualTo(1 + i / 200);
            assertThat(log.topics().get(2).w3()).as("index of log %d", i).isEqualTo(i % 200);
        }
    }

    @Test
    void logs_envelope_namesTheLogByBlockHashAndIndex() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<Log> received = new Received<>();
        done(node.subscribe(Feeds.logs().address(wanted.address()))
                .onEvent(received)
                .live());

        wanted.emitSeq(2);

        ChainEvent<Log> second = received.await(2).get(1);
        Log log = second.value();
        assertThat(second.id()).isEqualTo(new EventId(31337, log.blockHash(), 1));
        assertThat(second.position()).contains(new Position(log.blockNumber(), log.blockHash(), 1));
        assertThat(second.occurrence()).isEqualTo(1);
        assertThat(second.removed()).isFalse();
    }

    @Test
    void logs_withAMegabyteOfData_arriveWhole() {
        try (Anvil roomy = Anvil.start("--gas-limit", "300000000")) {
            Emitter emitter = roomy.deployEmitter();
            BlockchainConnection node = connect(roomy, Wire.WEBSOCKET);
            Received<Log> received = new Received<>();
            done(node.subscribe(Feeds.logs().topic(0, Emitter.BLOB))
                    .onEvent(received)
                    .live());

            emitter.emitBlob(1_000_000, 200_000_000);

            // offset and length words, then the data padded to whole words
            assertThat(received.await(1).get(0).value().data().length()).isEqualTo(64 + 1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void call_logsOfARangeAndOfEachBlock_equalWhatTheNodeAnswers(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        long from = anvil.head() + 1;
        wanted.emitSeq(4);
        other.emitSeq(2);
        wanted.emitTransfers(3);
        long to = anvil.head();
        LogsFeed filter = Feeds.logs().address(wanted.address());

        List<Log> range = done(node.call(Eth.logs(filter, BlockRef.number(from), BlockRef.number(to))));
        List<Row> blocks = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            Hash hash = done(node.call(Eth.header(BlockRef.number(number))))
                    .orElseThrow()
                    .hash();
            done(node.call(Eth.logs(filter, hash))).stream().map(Row::of).forEach(blocks::add);
        }

        List<Row> expected = getLogs(Map.of("address", wanted.address().toHex()), from, to);
        assertThat(expected).hasSize(7);
        assertThat(range).extracting(Row::of).containsExactlyElementsOf(expected);
        assertThat(blocks).containsExactlyElementsOf(expected);
    }

    private static List<Row> getLogs(Map<String, Object> filter, long from, long to) {
        Map<String, Object> query = new java.util.HashMap<>(filter);
        query.put("fromBlock", "0x" + Long.toHexString(from));
        query.put("toBlock", "0x" + Long.toHexString(to));
        return anvil.rpcList("eth_getLogs", query).stream()
                .map(log -> Row.of((Map<?, ?>) log))
                .toList();
    }

    /** All that identifies and makes up a log, whoever read it. */
    private record Row(
            long blockNumber,
            Hash blockHash,
            Hash transactionHash,
            int transactionIndex,
            int logIndex,
            Address address,
            List<Hash> topics,
            Bytes data) {
        static Row of(Log log) {
            return new Row(
                    log.blockNumber(),
                    log.blockHash(),
                    log.transactionHash(),
                    log.transactionIndex(),
                    log.logIndex(),
                    log.address(),
                    log.topics(),
                    log.data());
        }

        static Row of(Map<?, ?> log) {
            return new Row(
                    PlainJson.quantity(log.get("blockNumber")),
                    Hash.of((String) log.get("blockHash")),
                    Hash.of((String) log.get("transactionHash")),
                    (int) PlainJson.quantity(log.get("transactionIndex")),
                    (int) PlainJson.quantity(log.get("logIndex")),
                    Address.of((String) log.get("address")),
                    ((List<?>) log.get("topics"))
                            .stream().map(topic -> Hash.of((String) topic)).toList(),
                    Bytes.fromHex((String) log.get("data")));
        }
    }
}

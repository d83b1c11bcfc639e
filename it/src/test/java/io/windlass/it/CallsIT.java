package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.Bytes;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.Log;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallsIT extends WithManager {
    private static final String SOMEONE = "0x00000000000000000000000000000000000000bb";

    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start("--gas-limit", "300000000");
        anvil.mine(3);
    }

    @ParameterizedTest
    @EnumSource
    void call_typed_answersWhatTheNodeAnswers(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        assertThat(node.chainId()).isEqualTo(31337);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        assertThat(done(node.call(Eth.blockNumber()))).isEqualTo(anvil.head());
        assertThat(done(node.call(Eth.gasPrice())))
                .isEqualTo(BigInteger.valueOf(PlainJson.quantity(anvil.rpc("eth_gasPrice"))));
        assertThat(done(node.call(Eth.balance(anvil.account(), BlockRef.earliest()))))
                .isEqualTo(BigInteger.TEN.pow(22));
    }

    @ParameterizedTest
    @EnumSource
    void call_header_findsABlockByNumberHashAndTag(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        BlockHeader two = done(node.call(Eth.header(BlockRef.number(2)))).orElseThrow();

        assertThat(two.hash()).isEqualTo(Hash.of((String)
                anvil.rpcObject("eth_getBlockByNumber", "0x2", false).get("hash")));
        assertThat(done(node.call(Eth.header(BlockRef.hash(two.hash()))))
                        .orElseThrow()
                        .number())
                .isEqualTo(2);
        assertThat(done(node.call(Eth.header(BlockRef.latest()))).orElseThrow().number())
                .isEqualTo(anvil.head());
        assertThat(done(node.call(Eth.header(BlockRef.earliest())))
                        .orElseThrow()
                        .number())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void call_whatTheNodeDoesNotHave_isEmpty(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        assertThat(done(node.call(Eth.header(BlockRef.number(1_000_000))))).isEmpty();
        assertThat(done(node.call(Eth.block(BlockRef.hash(Hash.ZERO))))).isEmpty();
        assertThat(done(node.call(Eth.transaction(Hash.ZERO)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void call_block_holdsHashesOrWholeTransactions(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        Map<?, ?> receipt = anvil.transact(Map.of("to", SOMEONE, "value", "0x5"));
        Hash transaction = Hash.of((String) receipt.get("transactionHash"));
        BlockRef block = BlockRef.hash(Hash.of((String) receipt.get("blockHash")));

        assertThat(done(node.call(Eth.block(block)))).hasValueSatisfying(found -> {
            assertThat(found.transactionHashes()).containsExactly(transaction);
            assertThat(found.transactions()).isEmpty();
        });
        assertThat(done(node.call(Eth.blockWithTransactions(block)))).hasValueSatisfying(found -> {
            assertThat(found.transactionHashes()).containsExactly(transaction);
            assertThat(found.transactions()).singleElement().satisfies(tx -> {
                assertThat(tx.hash()).isEqualTo(transaction);
                assertThat(tx.to()).contains(Address.of(SOMEONE));
                assertThat(tx.value()).isEqualTo(BigInteger.valueOf(5));
                assertThat(tx.blockNumber()).hasValue(found.number());
                assertThat(tx.transactionIndex()).hasValue(0);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void send_raw_answersTheNodesJson(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        RpcResponse block = done(node.send("eth_getBlockByNumber", "0x1", false));
        RpcResponse nothing = done(node.send("eth_getBlockByNumber", "0xffffff", false));

        assertThat(block.isError()).isFalse();
        assertThat(PlainJson.read(block.resultOrThrow().text()))
                .isEqualTo(anvil.rpc("eth_getBlockByNumber", "0x1", false));
        assertThat(nothing.isError()).isFalse();
        assertThat(nothing.resultOrThrow().isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void send_aTransactionWithAMapOfParameters_isMined(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        Address sender = anvil.account();

        RpcResponse sent = done(node.send(
                "eth_sendTransaction",
                Map.of("from", sender, "to", Address.of(SOMEONE), "value", "0x1", "data", Bytes.of((byte) 1))));

        Hash hash = Hash.of(sent.resultOrThrow().asString());
        Patience.until(
                "the transaction is mined",
                () -> done(node.call(Eth.transaction(hash)))
                        .orElseThrow()
                        .blockNumber()
                        .isPresent());
        assertThat(done(node.call(Eth.transaction(hash))).orElseThrow().input()).isEqualTo(Bytes.of((byte) 1));
    }

    @ParameterizedTest
    @EnumSource
    void call_aMethodThatDoesNotExist_failsWithTheNodesError(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        // anvil's own choice: it tells an unknown method over HTTP from invalid parameters over WebSocket
        int code = wire == Wire.HTTP ? -32601 : -32602;

        assertThat(failureOf(node.call(Call.of("eth_noSuchThing", JsonReader::json))))
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.method()).isEqualTo("eth_noSuchThing");
                    assertThat(e.error().code()).isEqualTo(code);
                });
        RpcResponse raw = done(node.send("eth_noSuchThing"));
        assertThat(raw.isError()).isTrue();
        assertThat(raw.error().orElseThrow().code()).isEqualTo(code);
        assertThat(raw.result()).isEmpty();
        assertThat(done(node.call(Eth.chainId()))).as("the connection lives").isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource
    void call_thatReverts_carriesTheRevertData(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        Emitter emitter = anvil.deployEmitter();
        Map<String, Object> call = Map.of("to", emitter.address(), "data", Emitter.failWithWhy());

        assertThat(failureOf(node.call(Call.of("eth_call", JsonReader::bytes, call, "latest"))))
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e).hasMessageContaining("why");
                    // Error(string) with "why"
                    assertThat(e.error().data().orElseThrow().asString())
                            .startsWith("0x08c379a0")
                            .contains("776879");
                });
    }

    @ParameterizedTest
    @EnumSource
    void call_answeredWithAnotherTypeThanAsked_failsAloneWithDecodeException(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        assertThat(failureOf(node.call(Call.of("eth_chainId", JsonReader::hash))))
                .isInstanceOf(DecodeException.class);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource
    void send_parametersThatAreNoJson_areRefusedBeforeTheyLeave(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        assertThatThrownBy(() -> node.send("eth_call", Json.of("{\"to\":")).join())
                .satisfies(
                        thrown -> assertThat(Patience.unwrapped(thrown)).isInstanceOf(IllegalArgumentException.class));
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource
    void call_aThousandAtOnce_eachGetsItsOwnAnswer(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        List<CompletableFuture<Hash>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(node.call(Call.of("web3_sha3", JsonReader::hash, word(i))));
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(done(answers.get(i))).as("answer %d", i).isEqualTo(Hash.keccak256(word(i).toArray()));
        }
        assertThat(node.stats().inFlight()).isZero();
        assertThat(node.stats().failedCalls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void call_anAnswerOfSeveralMegabytes_isDecoded(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);
        Emitter emitter = anvil.deployEmitter();
        long from = anvil.head() + 1;
        for (int i = 0; i < 3; i++) {
            emitter.emitBlob(1_000_000, 200_000_000);
        }
        emitter.emitSeq(5_000, 200_000_000);
        long bytesBefore = node.stats().bytesReceived();

        List<Log> logs = done(
                node.call(Eth.logs(Feeds.logs().address(emitter.address()), BlockRef.number(from), BlockRef.latest())));

        assertThat(logs).hasSize(3 + 5_000);
        assertThat(logs.subList(0, 3))
                .allSatisfy(log -> assertThat(log.data().length()).isEqualTo(64 + 1_000_000));
        assertThat(logs.subList(3, 5_003))
                .extracting(log -> log.topics().get(2).w3())
                .isSorted()
                .endsWith(4_999L);
        assertThat(node.stats().bytesReceived() - bytesBefore).isGreaterThan(8_000_000);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource
    void call_aNodeThatStopsAnswering_failsAtItsDeadlineAndLateAnswersHarmNothing(Wire wire) {
        try (Anvil sleepy = Anvil.start()) {
            BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(wire.url(sleepy))
                    .requestTimeout(Duration.ofMillis(500))
                    .build()));
            sleepy.suspend();

            assertThat(failureOf(node.call(Call.of("web3_sha3", JsonReader::hash, word(1)))))
                    .isInstanceOfSatisfying(CallTimeoutException.class, e -> {
                        assertThat(e.method()).isEqualTo("web3_sha3");
                        assertThat(e.timeout()).isEqualTo(Duration.ofMillis(500));
                        assertThat(e.outcomeUnknown()).isTrue();
                    });
            assertThat(node.stats().inFlight()).isZero();
            sleepy.resume();

            // the node answers the old call late; the new one gets its own answer
            Patience.until(
                    "calls are answered again",
                    () -> node.call(Call.of("web3_sha3", JsonReader::hash, word(2)))
                            .handle((hash, failure) ->
                                    Hash.keccak256(word(2).toArray()).equals(hash))
                            .join());
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancel_ofACallInFlight_freesItsPlace(Wire wire) {
        try (Anvil sleepy = Anvil.start()) {
            BlockchainConnection node = connect(sleepy, wire);
            sleepy.suspend();
            CompletableFuture<Long> call = node.call(Eth.blockNumber());
            Patience.until("the call is in flight", () -> node.stats().inFlight() == 1);

            call.cancel(true);

            Patience.until("its place is free", () -> node.stats().inFlight() == 0);
            sleepy.resume();
            assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        }
    }

    private static Bytes word(int value) {
        return Anvil.callData("", value);
    }
}

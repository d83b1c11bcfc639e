package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.RpcResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a link, a transaction is executed once at most, and its sender knows what is not known. */
class FaultTransactionsIT extends FaultWithManager {
    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());
    private final String account = scene.node().account().toHex();

    @AfterEach
    void endScene() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void executedTransaction_whoseAnswerWasLost_isNotSentAgain(FaultOutage outage) {
        BlockchainConnection node = connect(watchful(proxy.wsUrl()));
        proxy.lose(FaultLoss.ANSWERS);
        CompletableFuture<RpcResponse> sent = sendTransaction(node);
        Patience.until("the transaction is executed", () -> scene.nonce(account) == 1);

        proxy.loseNoMore();
        outage.begin(scene);
        Throwable failure = failureOf(sent);
        outage.end(scene);

        assertOutcomeUnknown(failure, node);
        awaitReads(node);
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isEqualTo(1);
    }

    @Test
    void transactionThatNeverArrived_isNotSentAgainEither() {
        BlockchainConnection node = connect(watchful(proxy.wsUrl()));
        proxy.lose(FaultLoss.EVERYTHING);

        CompletableFuture<RpcResponse> sent = sendTransaction(node);
        Throwable failure = failureOf(sent);
        proxy.loseNoMore();

        assertOutcomeUnknown(failure, node);
        awaitReads(node);
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isZero();
    }

    @Test
    void transactionToAFrozenNode_isExecutedOnceAtMost() {
        BlockchainConnection node = connect(watchful(proxy.wsUrl()));
        scene.node().suspend();
        CompletableFuture<RpcResponse> sent = sendTransaction(node);
        Patience.until("the transaction has left", () -> node.stats().inFlight() > 0);

        Throwable failure = failureOf(sent);
        scene.node().resume();

        assertOutcomeUnknown(failure, node);
        awaitReads(node);
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isLessThanOrEqualTo(1);
    }

    @Test
    void transactionMadeWithoutALink_waitsForTheNextAndIsExecutedOnce() {
        BlockchainConnection node = connect(watchful(proxy.wsUrl()));
        FaultStateLog states = FaultStateLog.of(node);
        FaultOutage.REFUSAL.begin(scene);
        states.await(ConnectionState.RECONNECTING);

        CompletableFuture<RpcResponse> sent = sendTransaction(node);
        FaultOutage.REFUSAL.end(scene);

        assertThat(done(sent).isError()).isFalse();
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isEqualTo(1);
    }

    /** Each is sent by an account of its own, which counts what it has sent. */
    @Test
    void manyTransactionsInAStorm_areExecutedOnceOrAreUnknown() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        Map<String, CompletableFuture<RpcResponse>> all = new LinkedHashMap<>();
        for (Object sender : scene.node().rpcList("eth_accounts")) {
            CompletableFuture<RpcResponse> sent = sendTransaction(node, (String) sender);
            all.put((String) sender, sent);
            switch (all.size() % 12) {
                case 3, 9 -> Patience.until("the transaction has ended", sent::isDone);
                case 6 -> proxy.cutByFin();
                case 0 -> proxy.cutByReset();
                default -> {
                    // several at once
                }
            }
        }
        all.values().forEach(sent -> Patience.until("the transaction has ended", sent::isDone));
        awaitReads(node);
        scene.node().mine(1);

        all.forEach((sender, sent) -> {
            if (sent.isCompletedExceptionally()) {
                assertOutcomeUnknown(failureOf(sent), node);
                assertThat(scene.nonce(sender)).isLessThanOrEqualTo(1);
            } else {
                assertThat(done(sent).isError()).isFalse();
                assertThat(scene.nonce(sender)).isEqualTo(1);
            }
        });
        assertThat(all).hasSize(60);
        assertThat(node.stats().reconnects()).isPositive();
    }

    private CompletableFuture<RpcResponse> sendTransaction(BlockchainConnection over) {
        return sendTransaction(over, account);
    }

    private static CompletableFuture<RpcResponse> sendTransaction(BlockchainConnection over, String sender) {
        return over.send("eth_sendTransaction", Map.of("from", sender, "to", sender, "value", "0x1"));
    }

    private static void assertOutcomeUnknown(Throwable failure, BlockchainConnection node) {
        assertThat(failure).isInstanceOfSatisfying(ConnectionLostException.class, e -> {
            assertThat(e.outcomeUnknown()).isTrue();
            assertThat(e.method()).isEqualTo("eth_sendTransaction");
            assertThat(e.connectionId()).isEqualTo(node.id());
            assertThat(e).hasMessageContaining("may have executed it");
        });
    }

    /** The connection works again, so what was to be sent again has been. */
    private static void awaitReads(BlockchainConnection node) {
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }
}

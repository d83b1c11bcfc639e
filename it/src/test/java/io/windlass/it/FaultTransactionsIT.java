package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Patience.until("the transaction is executed", () -> scene.nonce() == 1);

        proxy.loseNoMore();
        outage.begin(scene);
        Throwable failure = failureOf(sent);
        outage.end(scene);

        assertOutcomeUnknown(failure, node);
        awaitReads(node);
        scene.node().mine(1);
        assertThat(scene.nonce()).isEqualTo(1);
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
        assertThat(scene.nonce()).isZero();
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
        assertThat(scene.nonce()).isLessThanOrEqualTo(1);
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
        assertThat(scene.nonce()).isEqualTo(1);
    }

    @Test
    void manyTransactionsInAStorm_areExecutedOnceOrAreUnknown() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        List<CompletableFuture<RpcResponse>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(sendTransaction(node));
            if (i % 12 == 5) {
                proxy.cutByFin();
            } else if (i % 12 == 11) {
                proxy.cutByReset();
            }
        }

        Set<String> executed = new HashSet<>();
        int unknown = 0;
        for (CompletableFuture<RpcResponse> one : all) {
            Object outcome = done(
                    one.<Object>thenApply(response -> response.resultOrThrow().text())
                            .exceptionally(Patience::unwrapped));
            if (outcome instanceof ConnectionLostException lost) {
                unknown += lost.outcomeUnknown() ? 1 : 0;
            } else if (outcome instanceof String hash) {
                assertThat(executed.add(hash)).isTrue();
            } else {
                // anvil trips over its own nonces when it is asked for several at once
                assertThat(outcome).isInstanceOf(RpcException.class);
            }
        }
        awaitReads(node);
        scene.node().mine(1);
        assertThat(scene.nonce()).isBetween((long) executed.size(), (long) executed.size() + unknown);
        assertThat(executed).isNotEmpty();
    }

    private CompletableFuture<RpcResponse> sendTransaction(BlockchainConnection over) {
        return over.send("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"));
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

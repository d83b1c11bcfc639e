package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.Eth;
import io.windlass.RpcResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges over HTTP that break: what only reads is repeated, what may have been executed is not. */
class FaultHttpCutsIT extends FaultWithManager {
    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());
    private final String account = scene.node().account().toHex();

    @AfterEach
    void endScene() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void outage_callsThatOnlyRead_areAnsweredInTheEnd(FaultOutage outage) {
        BlockchainConnection node = connect(watchful(proxy.url(Wire.HTTP)).maxRetries(100));
        scene.node().mine(3);

        outage.begin(scene);
        CompletableFuture<Long> read = node.call(Eth.blockNumber());
        outage.end(scene);

        assertThat(done(read)).isEqualTo(3);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource(names = {"FIN", "RESET"})
    void executedTransaction_whoseExchangeBroke_isNotSentAgain(FaultOutage outage) {
        BlockchainConnection node = connect(impatient(proxy.url(Wire.HTTP)));
        proxy.lose(FaultLoss.ANSWERS);
        CompletableFuture<RpcResponse> sent = sendTransaction(node);
        Patience.until("the transaction is executed", () -> scene.nonce(account) == 1);

        proxy.loseNoMore();
        outage.begin(scene);

        assertThat(failureOf(sent))
                .isInstanceOf(BlockchainException.class)
                .hasMessageContaining("may have executed it");
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isEqualTo(1);
    }

    @Test
    void executedTransaction_whoseAnswerNeverComes_isNotSentAgain() {
        BlockchainConnection node = connect(impatient(proxy.url(Wire.HTTP)).requestTimeout(Duration.ofMillis(500)));
        proxy.lose(FaultLoss.ANSWERS);

        Throwable failure = failureOf(sendTransaction(node));
        proxy.loseNoMore();

        assertThat(failure)
                .isInstanceOfSatisfying(
                        CallTimeoutException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        Patience.until("the transaction is executed", () -> scene.nonce(account) == 1);
        scene.node().mine(1);
        assertThat(scene.nonce(account)).isEqualTo(1);
    }

    private CompletableFuture<RpcResponse> sendTransaction(BlockchainConnection over) {
        return over.send("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"));
    }
}

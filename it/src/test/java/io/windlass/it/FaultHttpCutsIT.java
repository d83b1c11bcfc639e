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
import java.util.concurrent.CompletionException;
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

    /** A single exchange that is swallowed shows nowhere before its deadline: see the next test. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SILENCE")
    void outage_callsThatOnlyRead_areAnsweredInTheEnd(FaultOutage outage) {
        BlockchainConnection node = connect(watchful(proxy.url(Wire.HTTP)).maxRetries(100));
        scene.node().mine(3);

        outage.begin(scene);
        CompletableFuture<Long> read = node.call(Eth.blockNumber());
        outage.end(scene);

        assertThat(done(read)).isEqualTo(3);
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @Test
    void silence_callIsGivenUpAtItsDeadline_andTheNextIsAnswered() {
        BlockchainConnection node = connect(watchful(proxy.url(Wire.HTTP)).requestTimeout(Duration.ofSeconds(2)));
        scene.node().mine(3);

        proxy.lose(FaultLoss.EVERYTHING);
        CompletableFuture<Long> read = node.call(Eth.blockNumber());
        assertThat(failureOf(read)).isInstanceOf(CallTimeoutException.class);
        proxy.loseNoMore();

        Patience.until("a call is answered again", () -> {
            try {
                return node.call(Eth.blockNumber()).join() == 3;
            } catch (CompletionException e) {
                return false; // one that was made before the way was found free
            }
        });
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

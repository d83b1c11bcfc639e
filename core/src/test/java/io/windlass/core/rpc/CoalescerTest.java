package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.Eth;
import io.windlass.RpcResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private final LimitedNode node = new LimitedNode(1, s -> s.coalescing(true));
    private final CallBook book = node.book();

    @Test
    void theSameCall_whileItIsInFlight_isOneRequestWithAnAnswerForEach() {
        CompletableFuture<Long> typed = book.call(Eth.blockNumber());
        CompletableFuture<RpcResponse> raw = book.send("eth_blockNumber", List.of());
        CompletableFuture<Long> again = book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(1));

        assertThat(typed).isCompletedWithValue(1L);
        assertThat(again).isCompletedWithValue(1L);
        assertThat(raw.join().resultOrThrow().asLong()).isEqualTo(1);
        assertThat(node.executed).hasSize(1);

        book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(1));
        assertThat(node.executed).as("the next one asks again").hasSize(2);
    }

    @Test
    void callsThatDiffer_inTheirParametersOnly_areTwo() {
        book.send("eth_getBalance", List.of("0x00", "latest"));
        book.send("eth_getBalance", List.of("0x00", "0x1"));
        node.run(Duration.ofSeconds(1));

        assertThat(node.executed).hasSize(2);
    }

    @Test
    void whatIsMoreThanARead_isSentForEach() {
        book.send("eth_sendRawTransaction", List.of("0x00"));
        book.send("eth_sendRawTransaction", List.of("0x00"));
        node.run(Duration.ofSeconds(1));

        assertThat(node.executed).hasSize(2);
    }

    @Test
    void cancellingOne_evenTheFirst_leavesTheOthersAlone() {
        CompletableFuture<Long> first = book.call(Eth.blockNumber());
        CompletableFuture<Long> second = book.call(Eth.blockNumber());
        first.cancel(false);
        node.run(Duration.ofSeconds(1));

        assertThat(second).isCompletedWithValue(1L);
        assertThat(node.executed).hasSize(1);
    }

    @Test
    void cancellingTheLast_cancelsTheRequest() {
        node.silent = true;
        CompletableFuture<Long> first = book.call(Eth.blockNumber());
        CompletableFuture<Long> second = book.call(Eth.blockNumber());
        node.run(Duration.ofMillis(100));
        first.cancel(false);
        assertThat(node.cancelled).isEmpty();
        second.cancel(false);

        assertThat(node.cancelled).hasSize(1);
        assertThat(book.size()).isZero();
    }

    @Test
    void theFirstOnesDeadline_isNotThatOfThoseWhoJoinedLater() {
        node.silent = true;
        CompletableFuture<Long> first = book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(20));
        CompletableFuture<Long> second = book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(9));
        assertThat(node.executed).isEmpty();
        node.run(Duration.ofMillis(1_500));

        assertThatThrownBy(first::join).cause().isInstanceOf(CallTimeoutException.class);
        assertThat(second).isNotDone();
        node.silent = false;
        CompletableFuture<Long> third = book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(21));

        assertThatThrownBy(second::join)
                .as("its own request went to the silent node too")
                .cause()
                .isInstanceOf(CallTimeoutException.class);
        assertThat(third).isCompletedWithValue(1L);
    }

    @Test
    void oneThatGoesOnWithTheNextRequest_isCountedOnce() {
        node.silent = true;
        book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(20));
        CompletableFuture<Long> second = book.call(Eth.blockNumber());
        CompletableFuture<Long> third = book.call(Eth.blockNumber());
        assertThat(book.coalesced()).isEqualTo(2);
        node.silent = false;
        node.run(Duration.ofSeconds(15));

        assertThat(second).isCompletedWithValue(1L);
        assertThat(third).isCompletedWithValue(1L);
        assertThat(book.coalesced()).isEqualTo(2);
    }

    @Test
    void cancellingOne_thatWentOnWithTheNextRequest_cancelsThatRequest() {
        node.silent = true;
        book.call(Eth.blockNumber());
        node.run(Duration.ofSeconds(20));
        CompletableFuture<Long> second = book.call(Eth.blockNumber());
        node.run(Duration.ofMillis(10_500));
        int cancelledWithTheFirst = node.cancelled.size();

        second.cancel(false);

        assertThat(node.cancelled).hasSize(cancelledWithTheFirst + 1);
        assertThat(book.size()).isZero();
    }

    @Test
    void theEndOfTheConnection_isToldToEach() {
        node.silent = true;
        List<CompletableFuture<Long>> calls =
                List.of(book.call(Eth.blockNumber()), book.call(Eth.blockNumber()), book.call(Eth.blockNumber()));
        Supplier<BlockchainException> closed =
                () -> new ConnectionClosedException("closed", "http-1", CloseReason.local(), null);
        book.end(closed);
        node.run(Duration.ofSeconds(1));

        assertThat(calls)
                .allSatisfy(
                        call -> assertThatThrownBy(call::join).cause().isInstanceOf(ConnectionClosedException.class));
        assertThatThrownBy(() -> {
                    CompletableFuture<Long> later = book.call(Eth.blockNumber());
                    node.run(Duration.ofSeconds(1));
                    later.join();
                })
                .cause()
                .isInstanceOf(ConnectionClosedException.class);
    }
}

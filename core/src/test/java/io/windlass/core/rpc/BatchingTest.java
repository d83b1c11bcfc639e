package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.Eth;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.core.rpc.LimitedNode.Complaint;
import io.windlass.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchingTest {
    private static final Duration WINDOW = Duration.ofMillis(5);

    private final LimitedNode node =
            new LimitedNode(1, s -> s.batchWindow(WINDOW).maxBatch(10));
    private final CallBook book = node.book();

    private List<CompletableFuture<RpcResponse>> calls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> book.send("eth_call", List.of(i)))
                .toList();
    }

    private static void assertAnswered(List<CompletableFuture<RpcResponse>> calls) {
        assertThat(calls).allSatisfy(call -> assertThat(call.join().isError()).isFalse());
    }

    @Test
    void callsWithinAWindow_goTogether_inBatchesOfABoundedSize() {
        List<CompletableFuture<RpcResponse>> calls = calls(25);
        node.run(Duration.ofSeconds(1));

        assertAnswered(calls);
        assertThat(node.batchSizes).containsExactlyInAnyOrder(10, 10, 5);
        assertThat(node.executed).hasSize(25);
        assertThat(book.size()).isZero();
    }

    @Test
    void aLoneCall_isNoBatch() {
        List<CompletableFuture<RpcResponse>> calls = calls(1);
        node.run(Duration.ofSeconds(1));

        assertAnswered(calls);
        assertThat(node.batchSizes).isEmpty();
    }

    @Test
    void whatIsMoreThanARead_isNeverBatched() {
        CompletableFuture<RpcResponse> send = book.send("eth_sendRawTransaction", List.of("0x00"));
        CompletableFuture<RpcResponse> read = book.send("eth_call", List.of());
        node.run(Duration.ofSeconds(1));

        assertAnswered(List.of(send, read));
        assertThat(node.batchSizes).isEmpty();
        assertThat(node.executed.get(0).method()).isEqualTo("eth_sendRawTransaction");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedBatch_goesSingly_andLaterOnesAreSmaller(boolean inJson) {
        node.takesBatchesOf = 4;
        node.refusesBatchesInJson = inJson;
        List<CompletableFuture<RpcResponse>> calls = calls(10);
        node.run(Duration.ofSeconds(1));
        assertAnswered(calls);
        assertThat(node.executed).hasSize(10);
        assertThat(node.limits.stats().maxBatch()).isEqualTo(5);

        assertAnswered(runAll(10));
        assertThat(node.limits.stats().maxBatch()).isEqualTo(2);
        node.batchSizes.clear();
        assertAnswered(runAll(10));
        assertThat(node.batchSizes).containsOnly(2);
    }

    private List<CompletableFuture<RpcResponse>> runAll(int count) {
        List<CompletableFuture<RpcResponse>> calls = calls(count);
        node.run(Duration.ofSeconds(1));
        return calls;
    }

    @Test
    void anEndpointThatTakesNoBatches_isLeftAloneWithThem() {
        node.takesBatchesOf = 0;
        for (int i = 0; i < 5; i++) {
            assertAnswered(runAll(10));
        }
        node.batchSizes.clear();

        assertAnswered(runAll(10));
        assertThat(node.batchSizes).isEmpty();
        assertThat(node.limits.stats().maxBatch()).isEqualTo(1);
    }

    @Test
    void someOfABatch_thatAreTooMany_goAgain() {
        node.perSecond = 20;
        node.complaint = Complaint.CODE_429;
        List<CompletableFuture<RpcResponse>> calls = calls(10);
        node.run(Duration.ofSeconds(20));

        assertAnswered(calls);
        assertThat(node.refusedCalls).isPositive();
        assertThat(node.executed).hasSize(10);
        assertThat(node.limits.stats().maxBatch())
                .as("it is not the batch that was too much")
                .isEqualTo(10);
    }

    @Test
    void aCancelledCall_isNotSent_andHarmsNoOther() {
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        calls.get(1).cancel(false);
        node.run(Duration.ofSeconds(1));

        assertThat(calls.get(0)).isCompleted();
        assertThat(calls.get(2)).isCompleted();
        assertThat(node.executed).hasSize(2);
        assertThat(node.cancelled).isEmpty();
    }

    @Test
    void aBatch_allOfWhoseCallsAreCancelled_isCancelled() {
        node.silent = true;
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        node.run(Duration.ofMillis(100));

        calls.get(0).cancel(false);
        calls.get(1).cancel(false);
        assertThat(node.cancelled).isEmpty();
        calls.get(2).cancel(false);

        assertThat(node.cancelled).singleElement().isInstanceOf(Batch.class);
        assertThat(book.size()).isZero();
    }

    @Test
    void aBatchThatIsNotAnswered_leavesItsCallsToTheirDeadline() {
        node.silent = true;
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        node.run(Duration.ofSeconds(31));

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call::join).cause().isInstanceOf(CallTimeoutException.class));
        assertThat(node.cancelled).hasSize(1);
        assertThat(book.size()).isZero();
    }

    @Test
    void callsThatAreBeingGathered_whenTheLinkGoes_waitForTheNext() {
        Link before = node.link(book);
        book.attach(before);
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        book.detach(before, CloseReason.local());
        node.run(Duration.ofSeconds(1));
        assertThat(calls).noneMatch(CompletableFuture::isDone);

        book.attach(node.link(book));
        node.run(Duration.ofSeconds(1));

        assertAnswered(calls);
        assertThat(node.executed).hasSize(3);
    }

    @Test
    void twoReadsTogether_waitForThePauseThatTheEndpointAskedFor() {
        book.attach(node.link(book));
        node.complaint = LimitedNode.Complaint.INFURA;
        node.asksFor = Duration.ofSeconds(2);
        node.perSecond = 1e-9;
        book.send("eth_call", List.of());
        node.run(Duration.ofMillis(100));
        assertThat(node.limits.readyIn()).isPositive();
        node.perSecond = 0;
        node.executed.clear();

        CompletableFuture<String> both =
                book.together(List.of(Eth.blockNumber()), Eth.blockNumber(), (one, other) -> one + " " + other);
        node.run(Duration.ofSeconds(1));
        assertThat(node.executed).isEmpty();
        node.run(Duration.ofSeconds(3));

        assertThat(both).isCompletedWithValue("[1] 1");
    }

    @Test
    void twoReadsTogether_onceNoMoreAreTaken_areRefused() {
        book.attach(node.link(book));
        book.drain(() -> new ConnectionClosedException("closed", "http-1", CloseReason.local(), null));

        CompletableFuture<Long> both =
                book.together(List.of(Eth.blockNumber()), Eth.blockNumber(), (one, other) -> other);
        node.run(Duration.ofSeconds(1));

        assertThat(both).isCompletedExceptionally();
        assertThat(node.executed).isEmpty();
    }

    private static CompletableFuture<String> threeTogether(CallBook over) {
        return over.together(
                List.of(Eth.blockNumber(), Eth.blockNumber()), Eth.blockNumber(), (two, last) -> two + " " + last);
    }

    @Test
    void severalReadsTogether_goAsOneMessage() {
        book.attach(node.link(book));

        CompletableFuture<String> all = threeTogether(book);
        node.run(Duration.ofSeconds(1));

        assertThat(all).isCompletedWithValue("[1, 1] 1");
        assertThat(node.batchSizes).containsExactly(3);
    }

    @Test
    void severalReadsTogether_beyondWhatABatchTakes_goAloneButForTheLast() {
        LimitedNode small = new LimitedNode(1, s -> s.batchWindow(WINDOW).maxBatch(2));
        CallBook over = small.book();
        over.attach(small.link(over));

        CompletableFuture<String> all = threeTogether(over);
        small.run(Duration.ofSeconds(1));

        assertThat(all).isCompletedWithValue("[1, 1] 1");
        assertThat(small.batchSizes).containsExactly(2);
        assertThat(small.executed).hasSize(3);
    }

    @Test
    void aComplaintWithoutId_overALinkThatTellsNoOwner_countsOnceAndTheBatchGoesAgainAsOne() {
        Link socket = node.link(book);
        book.attach(socket);
        node.silent = true;
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        node.run(Duration.ofMillis(100));
        node.silent = false;
        node.batchSizes.clear();

        book.answers().errorWithoutOwner(socket, new RpcError(429, "too many requests", Optional.empty()));
        assertThat(node.limits.stats().rateLimited()).isEqualTo(1);
        assertThat(node.limits.stats().pause()).isPositive();
        node.run(Duration.ofSeconds(5));

        assertAnswered(calls);
        assertThat(node.limits.stats().maxBatch()).isGreaterThan(1);
    }

    @Test
    void anErrorWithoutId_overALinkThatTellsNoOwner_isTakenForTheBatchs() {
        Link socket = node.link(book);
        book.attach(socket);
        node.silent = true;
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        node.run(Duration.ofMillis(100));
        node.silent = false;

        book.answers().errorWithoutOwner(socket, new RpcError(-32000, "who knows", Optional.empty()));
        node.run(Duration.ofSeconds(1));

        assertAnswered(calls);
        assertThat(node.batchSizes).isEmpty();
        assertThat(node.limits.stats().maxBatch())
                .as("it may have been another's")
                .isEqualTo(10);
    }

    @Test
    void limitsPerSecond_countEachCallOfABatch() {
        LimitedNode limited = new LimitedNode(1, s -> s.batchWindow(WINDOW).requestsPerSecond(10));
        CallBook to = limited.book();
        for (int i = 0; i < 30; i++) {
            to.send("eth_call", List.of(i));
        }
        limited.run(Duration.ofMillis(1_050));

        assertThat(limited.executed).hasSizeBetween(9, 12);
    }
}

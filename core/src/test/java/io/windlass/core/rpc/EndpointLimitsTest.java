package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.EndpointException;
import io.windlass.RateLimit;
import io.windlass.RpcError;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import io.windlass.core.rpc.LimitedNode.Complaint;
import io.windlass.core.rpc.LimitedNode.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointLimitsTest {
    private static List<CompletableFuture<RpcResponse>> calls(CallBook book, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> book.send("eth_call", List.of(i)))
                .toList();
    }

    private static List<String> paramsOf(LimitedNode node) {
        return node.executed.stream().map(Received::params).toList();
    }

    private static final class Told implements Completion {
        final List<String> news = new ArrayList<>();

        @Override
        public void result(byte[] bytes, int offset, int length) {
            news.add("result");
        }

        @Override
        public void error(RpcError error) {
            news.add("error " + error.code());
        }

        @Override
        public void failed(BlockchainException failure) {
            news.add("failed " + failure.getClass().getSimpleName());
        }
    }

    @Test
    void requestsPerSecond_asConfigured_areKeptInOrderByAllConnections() {
        LimitedNode node = new LimitedNode(1, s -> s.requestsPerSecond(10));
        CallBook first = node.book();
        CallBook second = node.book();
        for (int i = 0; i < 50; i++) {
            (i % 2 == 0 ? first : second).send("eth_call", List.of(i));
        }

        assertThat(node.limits.stats().waiting()).isEqualTo(49);
        assertThat(node.limits.readyIn()).isPositive();
        node.run(Duration.ofMillis(2_050));
        assertThat(node.executed).hasSizeBetween(19, 22);
        node.run(Duration.ofSeconds(10));

        assertThat(paramsOf(node))
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "[" + i + "]").toList());
        assertThat(node.limits.stats().perSecond()).hasValue(10);
        assertThat(node.limits.stats().learnedPerSecond()).isEmpty();
        assertThat(node.limits.readyIn()).isZero();
    }

    @Test
    void unitsPerSecond_withCosts_chargeByTheMethod() {
        LimitedNode node = new LimitedNode(
                1, s -> s.rateLimit(RateLimit.unitsPerSecond(100, 10, Map.of("eth_getLogs", 50, "eth_chainId", 0))));
        CallBook book = node.book();
        for (int i = 0; i < 5; i++) {
            book.send("eth_getLogs", List.of());
        }
        node.run(Duration.ofMillis(1_050));
        assertThat(node.executed).hasSizeBetween(2, 3);
        node.run(Duration.ofSeconds(5));
        node.executed.clear();

        for (int i = 0; i < 1_000; i++) {
            book.send("eth_chainId", List.of());
        }
        node.run(Duration.ofMillis(50));
        assertThat(node.executed).hasSize(1_000);
    }

    @Test
    void maxInFlight_isNeverExceeded_andThoseAboveItGoInOrder() {
        LimitedNode node = new LimitedNode(1, s -> s.maxInFlight(3));
        List<CompletableFuture<RpcResponse>> calls = calls(node.book(), 40);

        assertThat(node.limits.isFull()).isTrue();
        assertThat(node.limits.readyIn()).as("no time will do").isZero();
        node.run(Duration.ofSeconds(5));

        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(node.limits.isFull()).isFalse();
        assertThat(node.mostOpen).isEqualTo(3);
        assertThat(node.limits.stats().inFlight()).isZero();
    }

    @Test
    void aWaitingCall_thatIsCancelled_freesItsPlaceAndIsNeverSent() {
        LimitedNode node = new LimitedNode(1, s -> s.maxInFlight(1));
        CallBook book = node.book();
        List<CompletableFuture<RpcResponse>> calls = calls(book, 3);

        calls.get(1).cancel(false);
        assertThat(node.limits.stats().waiting()).isEqualTo(1);
        node.run(Duration.ofSeconds(1));

        assertThat(paramsOf(node)).containsExactly("[0]", "[2]");
        assertThat(book.size()).isZero();
    }

    @Test
    void aCallInFlight_thatIsCancelled_makesRoomForTheNext() {
        LimitedNode node = new LimitedNode(1, s -> s.maxInFlight(1));
        node.silent = true;
        List<CompletableFuture<RpcResponse>> calls = calls(node.book(), 2);
        node.run(Duration.ofSeconds(1));
        node.silent = false;

        calls.get(0).cancel(false);
        node.run(Duration.ofSeconds(1));

        assertThat(calls.get(1)).isCompleted();
        assertThat(node.limits.stats().inFlight()).isZero();
    }

    @Test
    void aWaitingCall_atItsDeadline_failsAndSaysWhatToChange() {
        LimitedNode node = new LimitedNode(1, s -> s.requestsPerSecond(0.01).requestTimeout(Duration.ofSeconds(5)));
        CallBook book = node.book();
        List<CompletableFuture<RpcResponse>> calls = calls(book, 2);

        node.run(Duration.ofSeconds(6));

        assertThatThrownBy(calls.get(1)::join)
                .cause()
                .isInstanceOfSatisfying(
                        CallTimeoutException.class,
                        late -> assertThat(late.outcomeUnknown()).isFalse())
                .hasMessageContaining("waited for its turn within the endpoint's limits");
        assertThat(book.size()).isZero();
        assertThat(node.limits.stats().waiting()).isZero();
    }

    @Test
    void theEnginesOwnCalls_neverWaitButCount() {
        LimitedNode node = new LimitedNode(1, s -> s.requestsPerSecond(1).maxInFlight(1));
        CallBook book = node.book();
        calls(book, 3);
        Told heartbeat = new Told();

        book.request(node.link(book), "eth_blockNumber", List.of(), heartbeat);
        node.run(Duration.ofMillis(100));

        assertThat(heartbeat.news).containsExactly("result");
        assertThat(node.executed).hasSize(2);
        node.run(Duration.ofMillis(1_500));
        assertThat(node.executed).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Complaint.class)
    void aComplaint_inAnyForm_pausesTheEndpointAndLosesNoCall(Complaint form) {
        LimitedNode node = new LimitedNode(1, s -> s);
        node.complaint = form;
        node.asksFor = Duration.ofSeconds(2);
        node.perSecond = 5;
        CallBook book = node.book();
        List<CompletableFuture<RpcResponse>> calls = calls(book, 30);

        node.run(Duration.ofMillis(500));
        assertThat(node.limits.stats().rateLimited()).isPositive();
        assertThat(node.limits.stats().learnedPerSecond()).isPresent();
        assertThat(node.limits.stats().pause()).isPositive();
        node.run(Duration.ofSeconds(29));

        assertThat(calls).allSatisfy(call -> assertThat(call.join().isError()).isFalse());
        assertThat(node.executed).hasSize(30);
    }

    @Test
    void aTransaction_thatWasTooMany_isSentAgainSinceItWasNotExecuted() {
        LimitedNode node = new LimitedNode(1, s -> s);
        node.perSecond = 1;
        CallBook book = node.book();
        List<CompletableFuture<RpcResponse>> sends = IntStream.range(0, 5)
                .mapToObj(i -> book.send("eth_sendRawTransaction", List.of("0x0" + i)))
                .toList();

        node.run(Duration.ofSeconds(29));

        assertThat(sends).allSatisfy(send -> assertThat(send.join().isError()).isFalse());
        assertThat(paramsOf(node)).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void aTransaction_thatAGatewayMayHavePassedOn_isNotSentAgain() {
        LimitedNode node = new LimitedNode(1, s -> s);
        node.perSecond = 1e-9;
        node.complaint = Complaint.HTTP_503_WITH_A_TIME;
        node.asksFor = Duration.ofSeconds(1);
        CompletableFuture<RpcResponse> send = node.book().send("eth_sendRawTransaction", List.of("0x00"));

        node.run(Duration.ofSeconds(10));

        assertThatThrownBy(send::join)
                .cause()
                .isInstanceOfSatisfying(
                        EndpointException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        assertThat(node.refusedCalls).isEqualTo(1);
    }

    @Test
    void aPause_longerThanACallHasTime_failsItAtOnceAndThoseAfterIt() {
        LimitedNode node = new LimitedNode(1, s -> s.requestTimeout(Duration.ofSeconds(10)));
        node.perSecond = 1e-9;
        node.complaint = Complaint.INFURA;
        node.asksFor = Duration.ofSeconds(60);
        CallBook book = node.book();
        CompletableFuture<RpcResponse> first = book.send("eth_call", List.of(0));
        CompletableFuture<Long> typed = book.call(io.windlass.Eth.blockNumber());
        node.run(Duration.ofMillis(100));

        assertThat(first.join().error())
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(-32005));
        assertThatThrownBy(typed::join).cause().isInstanceOf(RpcException.class);
        CompletableFuture<RpcResponse> next = book.send("eth_call", List.of(1));
        node.run(Duration.ofMillis(100));

        assertThatThrownBy(next::join)
                .cause()
                .isInstanceOfSatisfying(EndpointException.class, e -> {
                    assertThat(e.retryAfter())
                            .hasValueSatisfying(
                                    left -> assertThat(left).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(66)));
                    assertThat(e.outcomeUnknown()).isFalse();
                })
                .hasMessageContaining("use another endpoint")
                .hasMessageNotContaining("secret-key");
        assertThat(node.refusedCalls).isEqualTo(2);
    }

    @Test
    void aPause_doesNotShorten_whenALaterAnswerAsksForLess() {
        LimitedNode node = new LimitedNode(1, s -> s);
        node.perSecond = 1e-9;
        node.complaint = Complaint.INFURA;
        node.asksFor = Duration.ofSeconds(20);
        CallBook book = node.book();
        book.send("eth_call", List.of(0));
        node.run(Duration.ofMillis(10));
        book.send("eth_call", List.of(1));
        node.run(Duration.ofMillis(18));
        node.asksFor = Duration.ofSeconds(1);
        node.run(Duration.ofMillis(50));

        assertThat(node.limits.stats().rateLimited()).isEqualTo(2);
        assertThat(node.limits.stats().pause()).isGreaterThan(Duration.ofSeconds(19));
    }

    @Test
    void anAttempt_thatWasTooMany_isToldAtOnceButLearnedFrom() {
        LimitedNode node = new LimitedNode(1, s -> s);
        node.perSecond = 1e-9;
        node.complaint = Complaint.CODE_429;
        Told told = new Told();

        node.book().attempt("eth_call", List.of(), Duration.ofSeconds(10), told);
        node.run(Duration.ofMillis(100));

        assertThat(told.news).containsExactly("error 429");
        assertThat(node.limits.stats().rateLimited()).isEqualTo(1);
        assertThat(node.limits.readyIn()).isPositive();
    }

    @Test
    void theLearnedRate_isThatOfTheEndpoint_whoeverAsks() {
        LimitedNode node = new LimitedNode(1, s -> s);
        LimitsByEndpoint limits = new LimitsByEndpoint(node.world.runtime());

        EndpointLimits same = limits.of(node.config);
        assertThat(limits.of(node.config.toBuilder().build())).isSameAs(same);
        assertThat(limits.of(node.config.toBuilder().header("X-Key", "other").build()))
                .isNotSameAs(same);
        assertThat(limits.of(node.config.toBuilder().requestsPerSecond(5).build()))
                .isNotSameAs(same);
    }
}

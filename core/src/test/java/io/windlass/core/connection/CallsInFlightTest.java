package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionState;
import io.windlass.DecodeException;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.RpcResponse;
import io.windlass.core.sim.ModelNode.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which an answer can come, or not. */
class CallsInFlightTest {
    private final ConnectionFixture f = ConnectionFixture.opened(1);

    @BeforeEach
    void answerByHand() {
        f.heartbeats.set(false);
        f.node.answersByHand();
    }

    private List<CompletableFuture<RpcResponse>> calls(int count) {
        List<CompletableFuture<RpcResponse>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(f.connection.send("eth_call", i));
            f.world.settle(); // sent in order
        }
        f.run(Duration.ofMillis(50));
        return calls;
    }

    private static String answer(Request request, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":\"" + result + "\"}";
    }

    private void node(String json) {
        f.link().push(json);
        f.run(Duration.ofMillis(50));
    }

    private static String resultOf(CompletableFuture<RpcResponse> call) {
        return call.join().resultOrThrow().asString();
    }

    @Test
    void answers_outOfOrder_reachTheirCalls() {
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        List<Request> requests = f.node.unanswered();

        node(answer(requests.get(2), "c"));
        node(answer(requests.get(0), "a"));
        node(answer(requests.get(1), "b"));

        assertThat(calls).extracting(CallsInFlightTest::resultOf).containsExactly("a", "b", "c");
    }

    @Test
    void answers_inABatchOfAnyOrder_areMatchedById() {
        List<CompletableFuture<RpcResponse>> calls = calls(3);
        List<Request> requests = f.node.unanswered();

        node("[" + answer(requests.get(1), "b") + "," + answer(requests.get(2), "c") + ","
                + answer(requests.get(0), "a") + "]");

        assertThat(calls).extracting(CallsInFlightTest::resultOf).containsExactly("a", "b", "c");
    }

    @Test
    void answer_thatComesTwice_countsOnce() {
        List<CompletableFuture<RpcResponse>> calls = calls(1);
        Request request = f.node.unanswered().get(0);

        node(answer(request, "a"));
        node(answer(request, "b"));

        assertThat(resultOf(calls.get(0))).isEqualTo("a");
        assertThat(f.connection.stats().strayMessages()).isEqualTo(1);
    }

    @Test
    void answer_afterTheDeadline_isCountedAndHarmsNothing() {
        CompletableFuture<RpcResponse> late = calls(1).get(0);
        Request request = f.node.unanswered().get(0);
        f.run(Duration.ofSeconds(31));

        node(answer(request, "a"));

        assertThatThrownBy(late::join).cause().isInstanceOf(CallTimeoutException.class);
        assertThat(f.connection.stats().strayMessages()).isEqualTo(1);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void answer_withoutAnId_leavesTheCallToItsDeadline() {
        CompletableFuture<RpcResponse> call = calls(1).get(0);

        node("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"bad\"}}");
        assertThat(call).isNotDone();
        f.run(Duration.ofSeconds(31));

        assertThatThrownBy(call::join).cause().isInstanceOf(CallTimeoutException.class);
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void answer_ofTheOldLink_isNotTakenForOneOfTheNew() {
        CompletableFuture<RpcResponse> call = calls(1).get(0);
        Request before = f.node.unanswered().get(0);

        before.link().cut();
        f.run(Duration.ofMillis(50));
        // the reconnect's own checks come first, then the call again, under another id
        List<Request> after = f.node.unanswered();
        Request chainId = after.stream()
                .filter(r -> r.method().equals("eth_chainId"))
                .findFirst()
                .orElseThrow();
        Request genesis = after.stream()
                .filter(r -> r.method().equals("eth_getBlockByNumber"))
                .findFirst()
                .orElseThrow();
        node(answer(chainId, "0x1"));
        f.link().push("{\"jsonrpc\":\"2.0\",\"id\":" + genesis.id() + ",\"result\":null}");
        f.run(Duration.ofMillis(50));
        Request again = after.get(after.size() - 1);
        assertThat(again.method()).isEqualTo("eth_call");
        assertThat(again.id()).isNotEqualTo(before.id());

        node(answer(before, "old"));
        assertThat(call).isNotDone();
        node(answer(again, "new"));

        assertThat(resultOf(call)).isEqualTo("new");
    }

    @Test
    void manyCalls_whoseAnswersNeverCome_allEndAndLeaveNothing() {
        List<CompletableFuture<RpcResponse>> calls = calls(500);
        calls.subList(0, 100).forEach(call -> call.cancel(true));

        f.run(Duration.ofSeconds(40));

        assertThat(calls).allSatisfy(call -> assertThat(call).isCompletedExceptionally());
        assertThat(f.connection.stats().inFlight()).isZero();
        assertThat(f.world.pending()).as("only the heartbeat's own timer").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no: /secret-key",
                "....................................................................../secret-key!"
            })
    void answer_thatIsNotDecoded_isQuotedWithoutTheEndpointsSecrets(String echo) {
        CompletableFuture<Hash> call = f.connection.call(Call.of("eth_call", JsonReader::hash));
        f.run(Duration.ofMillis(50));
        node(answer(f.node.unanswered().get(0), echo));

        CompletionException thrown = catchThrowableOfType(CompletionException.class, call::join);
        assertThat(thrown)
                .hasCauseInstanceOf(DecodeException.class)
                .hasStackTraceContaining("expected a hash")
                .hasStackTraceContaining("***");
        assertThat(stackTrace(thrown)).doesNotContain("secret");
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void answer_thatIsNoChainId_isNotQuotedInTheFailureToConnect() {
        ConnectionFixture strange = new ConnectionFixture(1, s -> s.maxRetries(0), node -> {
            node.answersByHand();
            return node;
        });
        strange.run(Duration.ofMillis(50));
        strange.node.unanswered().forEach(request -> strange.link().push(answer(request, "use /secret-key")));
        strange.run(Duration.ofSeconds(30));

        CompletionException thrown = catchThrowableOfType(CompletionException.class, strange.connected::join);
        assertThat(thrown).hasStackTraceContaining("expected a quantity");
        assertThat(stackTrace(thrown)).doesNotContain("secret");
    }

    @Test
    void callFromAStageOfACall_isMadeAndAnswered() {
        CompletableFuture<Long> chained =
                f.connection.call(Eth.blockNumber()).thenCompose(first -> f.connection.call(Eth.chainId()));
        f.run(Duration.ofMillis(50));
        node(answer(f.node.unanswered().get(0), "0x5"));
        node(answer(f.node.unanswered().get(1), "0x1"));

        assertThat(chained).isCompletedWithValue(1L);
    }
}

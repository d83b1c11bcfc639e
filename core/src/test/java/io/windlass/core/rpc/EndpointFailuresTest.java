package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.EndpointException;
import io.windlass.RpcResponse;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.sim.World;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call fails with when the endpoint answers in place of the node. */
class EndpointFailuresTest {
    private static final Duration LONGER_THAN_A_CALL = Duration.ofMinutes(7);

    private final World world = new World(1);
    private final Exchanges exchanges = new Exchanges();
    private final ConnectionConfig config = ConnectionConfig.of("http://node.test/");
    private final CallBook book = new CallBook(
            "http-1",
            config,
            new JsonCodecProvider().create(),
            world.runtime(),
            new ConnectionCounters(),
            new EndpointLimits(config, world.runtime()),
            NodeRules.PLAIN);

    @BeforeEach
    void attach() {
        book.attach(exchanges);
    }

    private EndpointException failureOf(CompletableFuture<RpcResponse> call) {
        world.settle();
        CompletionException thrown = catchThrowableOfType(CompletionException.class, call::join);
        assertThat(thrown).hasCauseInstanceOf(EndpointException.class);
        return (EndpointException) thrown.getCause();
    }

    private static TransportFailure status(int status, boolean mayHaveBeenProcessed) {
        return new TransportFailure(
                TransportFailure.Kind.STATUS,
                status,
                Optional.of(LONGER_THAN_A_CALL),
                mayHaveBeenProcessed,
                "answered with HTTP status " + status,
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "eth_sendRawTransaction, 502, true, true",
        "eth_sendRawTransaction, 429, false, false",
        "somebody_elsesMethod, 500, true, true",
        "eth_blockNumber, 502, true, false",
        "eth_blockNumber, 429, false, false"
    })
    void outcomeUnknown_forWhatIsMoreThanAReadAndMayHaveBeenExecuted(
            String method, int status, boolean mayHaveBeenProcessed, boolean unknown) {
        CompletableFuture<RpcResponse> call = book.send(method, List.of());
        book.answers().sent(exchanges.latest());
        book.answers().failed(exchanges.latest(), status(status, mayHaveBeenProcessed));

        EndpointException failure = failureOf(call);
        assertThat(failure.outcomeUnknown()).isEqualTo(unknown);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.retryAfter()).contains(LONGER_THAN_A_CALL);
        assertThat(failure.getMessage().contains("may have executed it")).isEqualTo(unknown);
    }

    @ParameterizedTest
    @CsvSource({"eth_sendRawTransaction, true", "eth_getBalance, false"})
    void outcomeUnknown_forAnAnswerThatIsNone(String method, boolean unknown) {
        CompletableFuture<RpcResponse> call = book.send(method, List.of());
        book.answers().sent(exchanges.latest());
        book.answers().exchangeEnded(exchanges.latest(), "a page of HTML");

        EndpointException failure = failureOf(call);
        assertThat(failure.outcomeUnknown()).isEqualTo(unknown);
        assertThat(failure.getMessage().contains("may have executed it")).isEqualTo(unknown);
    }

    @ParameterizedTest
    @CsvSource({"eth_sendRawTransaction, true", "eth_getBalance, false"})
    void outcomeUnknown_forAnAttemptThatIsNotRepeated_isTheSame(String method, boolean unknown) {
        RawCompletion completion = new RawCompletion(world.runtime().callbacks());
        book.attempt(method, List.of(), Duration.ofSeconds(1), completion);
        book.answers().sent(exchanges.latest());
        book.answers().failed(exchanges.latest(), status(502, true));

        assertThat(failureOf(completion.future()).outcomeUnknown()).isEqualTo(unknown);
    }

    @Test
    void outcomeUnknown_notForACallThatNeverLeft() {
        CompletableFuture<RpcResponse> call = book.send("eth_sendRawTransaction", List.of("0x00"));
        book.answers()
                .failed(
                        exchanges.latest(),
                        TransportFailure.of(TransportFailure.Kind.TLS, false, "the certificate has expired"));

        assertThat(failureOf(call).outcomeUnknown()).isFalse();
    }

    /** A link that keeps what it is given. */
    private static final class Exchanges implements Link {
        private final Queue<Outbound> given = new ArrayDeque<>();

        Outbound latest() {
            return given.element();
        }

        @Override
        public LinkInfo info() {
            return new LinkInfo("exchanges", false, false, "node");
        }

        @Override
        public void send(Outbound message) {
            given.add(message);
        }

        @Override
        public void cancel(Outbound message) {
            given.remove(message);
        }

        @Override
        public void ping(long nonce) {}

        @Override
        public void read(boolean enabled) {}

        @Override
        public void close(CloseReason reason) {}
    }
}

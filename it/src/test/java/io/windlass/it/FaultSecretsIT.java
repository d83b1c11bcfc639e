package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** With everything logged, no key is ever shown, whatever happens. */
class FaultSecretsIT extends FaultWithManager {
    private static Anvil anvil;

    private final FaultProxy proxy = watched(FaultProxy.before(anvil.port()));
    private final LogCapture printed = LogCapture.start();
    private final FaultLogRecords kept = FaultLogRecords.start();
    private final List<Object> shown = new CopyOnWriteArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

    /** How a configuration proves who it is. */
    private enum Proof {
        USER_INFO,
        BEARER
    }

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @AfterAll
    static void stopNode() {
        anvil.close();
    }

    @AfterEach
    void noSecretWasShown() {
        // what is logged at the end counts, too
        manager.close();
        kept.close();
        printed.close();
        shown.forEach(Secrets::assertNoneIn);
        thrown.forEach(Secrets::assertNoneIn);
        Secrets.assertNoneIn((Object) printed.text());
        assertThat(printed.text()).as("all is logged").contains(proxy.authority());
        for (LogRecord entry : kept.records()) {
            Secrets.assertNoneIn((Object) entry.getMessage());
            for (Object parameter : entry.getParameters() == null ? new Object[0] : entry.getParameters()) {
                Secrets.assertNoneIn(parameter);
            }
            if (entry.getThrown() != null) {
                Secrets.assertNoneIn(entry.getThrown());
            }
        }
    }

    static Stream<Arguments> wiresAndProofs() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.of(Proof.values()).map(proof -> Arguments.of(wire, proof)));
    }

    @ParameterizedTest
    @MethodSource("wiresAndProofs")
    void stormOverAnOpenConnection(Wire wire, Proof proof) {
        BlockchainConnection node = done(manager.connect(config(wire, proof)));
        node.onStateChange(this::show);
        if (wire == Wire.WEBSOCKET) {
            done(node.subscribe(Feeds.newHeads()).onEvent(shown::add).live());
        }
        List<CompletableFuture<?>> calls = new ArrayList<>();
        List<Runnable> faults = List.of(
                proxy::cutByFin,
                proxy::cutByReset,
                proxy::cutInMidFrame,
                () -> proxy.meet(new FaultReaction.Status(503, "Retry-After: 0"), new FaultReaction.Status(429)),
                () -> proxy.lose(FaultLoss.ANSWERS));
        for (Runnable fault : faults) {
            calls.add(sendTransaction(node));
            fault.run();
            proxy.cutByFin();
            calls.add(node.call(Eth.blockNumber()));
            calls.add(sendTransaction(node));
            calls.add(node.send("no_such_method"));
            anvil.mine(1);
            show(node);
        }
        Patience.until("silence is found", () -> node.state() == ConnectionState.RECONNECTING);
        show(node);
        proxy.loseNoMore();
        Patience.until("the connection is open", () -> node.state() == ConnectionState.OPEN);
        proxy.meetAlways(new FaultReaction.Status(401));
        proxy.cutByFin();
        if (wire == Wire.WEBSOCKET) {
            Patience.until("the connection has failed", () -> node.state() == ConnectionState.FAILED);
        }
        calls.add(node.call(Eth.blockNumber()));
        calls.add(sendTransaction(node));

        calls.forEach(this::end);
        show(node);
        assertThat(thrown).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("wiresAndProofs")
    void refusedFirstConnects(Wire wire, Proof proof) {
        for (FaultReaction refusal : List.of(
                new FaultReaction.Status(401, "WWW-Authenticate: Bearer realm=\"" + Secrets.TOKEN + "\""),
                new FaultReaction.Status(404, "X-Echo: /v3/" + Secrets.PATH),
                new FaultReaction.Status(429),
                new FaultReaction.Status(200, "Content-Type: text/" + Secrets.PATH),
                new FaultReaction.Status(
                        301, "Location: http://127.0.0.1/v3/" + Secrets.PATH + "?key=" + Secrets.QUERY),
                new FaultReaction.Status(302, "Location: not a location " + Secrets.PATH),
                new FaultReaction.Hang())) {
            proxy.meetAlways(refusal);
            Throwable failure = failureOf(manager.connect(config(wire, proof)));
            assertThat(failure).isInstanceOf(BlockchainException.class);
            thrown.add(failure);
            shown.add(manager.connectionStats());
        }
        proxy.refuse();
        thrown.add(failureOf(manager.connect(config(wire, proof))));
        proxy.listen();
    }

    @ParameterizedTest
    @EnumSource
    void anotherChain(Wire wire) {
        Throwable failure = failureOf(manager.connect(
                config(wire, Proof.BEARER).toBuilder().chainId(1).build()));

        thrown.add(failure);
        assertThat(failure).hasMessageContaining("31337");
    }

    @ParameterizedTest
    @EnumSource
    void closedWithCallsInFlight(Wire wire) {
        BlockchainConnection node = done(manager.connect(config(wire, Proof.USER_INFO)));
        proxy.lose(FaultLoss.EVERYTHING);
        CompletableFuture<?> call = node.call(Eth.blockNumber());

        done(node.disconnect());

        end(call);
        end(node.call(Eth.blockNumber()));
        show(node);
        assertThat(thrown).hasSize(2);
    }

    private ConnectionConfig config(Wire wire, Proof proof) {
        String userInfo = proof == Proof.USER_INFO ? Secrets.USER + ":" + Secrets.PASSWORD + "@" : "";
        ConnectionConfig.Builder config = watchful(wire.scheme() + "://" + userInfo + proxy.authority() + "/v3/"
                        + Secrets.PATH + "?key=" + Secrets.QUERY)
                .timeout(Duration.ofMillis(500))
                .maxRetries(1)
                .closeTimeout(Duration.ofMillis(200))
                .requestTimeout(Duration.ofSeconds(5))
                .header("X-Api-Key", Secrets.HEADER);
        if (proof == Proof.BEARER) {
            config.auth(Auth.bearer(Secrets.TOKEN));
        }
        ConnectionConfig built = config.build();
        shown.add(built);
        built.auth().ifPresent(shown::add);
        return built;
    }

    private CompletableFuture<RpcResponse> sendTransaction(BlockchainConnection over) {
        String account = anvil.account().toHex();
        return over.send("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"));
    }

    private void end(CompletableFuture<?> call) {
        Patience.until("the call has ended", call::isDone);
        call.whenComplete((value, failure) -> {
            if (failure == null) {
                shown.add(value);
            } else {
                thrown.add(Patience.unwrapped(failure));
            }
        });
    }

    private void show(StateChange change) {
        shown.add(change);
        change.reason().ifPresent(reason -> {
            shown.add(reason);
            reason.cause().ifPresent(thrown::add);
        });
    }

    private void show(BlockchainConnection connection) {
        shown.add(connection);
        shown.add(connection.endpoint());
        shown.add(connection.id());
        shown.add(connection.stats());
        shown.add(manager);
        shown.add(manager.connectionStats());
    }
}

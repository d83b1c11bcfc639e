package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.HttpPool;
import io.windlass.StateChange;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosingIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_byId_closesThatConnectionAndForgetsIt(Wire wire) {
        BlockchainConnection gone = connect(anvil, wire);
        BlockchainConnection stays = connect(anvil, wire);
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        gone.onStateChange(changes::add);

        done(manager.disconnect(gone.id()));

        assertThat(gone.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(manager.connection(gone.id())).isEmpty();
        assertThat(manager.connectionStats().connections()).containsOnlyKeys(stays.id());
        assertThat(failureOf(gone.call(Eth.chainId()))).isInstanceOfSatisfying(ConnectionClosedException.class, e -> {
            assertThat(e.connectionId()).isEqualTo(gone.id());
            assertThat(e.reason().kind()).isEqualTo(CloseReason.Kind.LOCAL);
        });
        assertThat(failureOf(gone.send("eth_chainId"))).isInstanceOf(ConnectionClosedException.class);
        assertThat(done(stays.call(Eth.chainId()))).isEqualTo(31337);
        Patience.until("the change is told", () -> !changes.isEmpty());
        assertThat(changes).extracting(StateChange::to).containsExactly(ConnectionState.CLOSED);
    }

    @Test
    void disconnect_anIdThatDoesNotExist_isDoneAtOnce() {
        assertThat(manager.disconnect("no-such-connection")).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_severalTimesAndInEachWay_isTheSame(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        CompletableFuture<Void> first = node.disconnect();
        node.close();
        node.close();

        assertThat(node.disconnect()).isSameAs(first);
        done(first);
        done(manager.disconnect(node.id()));
        assertThat(node.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_withCallsInFlight_failsThem(Wire wire) {
        try (Anvil sleepy = Anvil.start()) {
            BlockchainConnection node = connect(sleepy, wire);
            sleepy.suspend();
            List<CompletableFuture<Long>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(node.call(Eth.blockNumber()));
            }

            CompletableFuture<Void> closed = node.disconnect();

            for (CompletableFuture<Long> call : calls) {
                assertThat(failureOf(call)).isInstanceOf(ConnectionClosedException.class);
            }
            // the peer is stopped and cannot answer the close: closing must not depend on it
            done(closed);
            assertThat(node.stats().inFlight()).isZero();
        }
    }

    @Test
    void disconnect_endsSubscriptionsAndStreams() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(e -> {});
        done(subscription.live());
        EventStream<BlockHeader> stream = node.listen(Feeds.newHeads());
        CompletableFuture<Integer> iteration = CompletableFuture.supplyAsync(() -> {
            int seen = 0;
            try {
                for (ChainEvent<BlockHeader> event : stream) {
                    seen++;
                }
            } catch (SubscriptionFailedException e) {
                return seen; // its connection is gone: either is an end
            }
            return seen;
        });
        anvil.mine(1);

        done(node.disconnect());

        Patience.until("the subscription has ended", () -> subscription.ended().isDone());
        done(iteration);
    }

    @Test
    void disconnectAll_leavesAManagerThatConnectsAgain() {
        BlockchainConnection first = connect(anvil, Wire.WEBSOCKET);
        BlockchainConnection second = connect(anvil, Wire.HTTP);
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 3));

        done(manager.disconnectAll());

        assertThat(List.of(first.state(), second.state(), pool.state())).containsOnly(ConnectionState.CLOSED);
        assertThat(pool.connections()).extracting(BlockchainConnection::state).containsOnly(ConnectionState.CLOSED);
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().connections()).isEmpty();
        assertThat(done(connect(anvil, Wire.WEBSOCKET).call(Eth.chainId()))).isEqualTo(31337);
    }

    @Test
    void close_ofTheManager_leavesNoThreadAndNoSocket() {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "the kernel's list of sockets is Linux's");
        anvil.head(); // the test's own client has its socket now
        long socketsBefore = Leftovers.socketsTo(anvil.port());
        List<BlockchainConnection> connections = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            connections.add(connect(anvil, Wire.WEBSOCKET));
            connections.add(connect(anvil, Wire.HTTP));
        }
        connections.add(done(manager.connectHttpPool(anvil.httpUrl(), 5)));
        for (BlockchainConnection node : connections) {
            assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        }
        done(connections.get(0).subscribe(Feeds.newHeads()).onEvent(e -> {}).live());
        assertThat(Leftovers.threads()).isNotEqualTo(threadsBefore);
        assertThat(Leftovers.socketsTo(anvil.port())).isGreaterThan(socketsBefore + 5);

        manager.close();
        manager.close();

        assertThat(connections).extracting(BlockchainConnection::state).containsOnly(ConnectionState.CLOSED);
        Leftovers.awaitNoThreadsBut(threadsBefore);
        Patience.until("sockets are closed", () -> Leftovers.socketsTo(anvil.port()) <= socketsBefore);
    }

    @Test
    void close_fromAHandler_doesNotDeadlock() {
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        done(node.subscribe(Feeds.newHeads())
                .onEvent(event -> {
                    manager.close();
                    closed.complete(null);
                })
                .live());

        anvil.mine(1);

        done(closed);
        Patience.until("it is closed", () -> node.state() == ConnectionState.CLOSED);
    }

    @Test
    void connect_onAClosedManager_failsAndSaysSo() {
        manager.close();

        assertThatCode(() -> manager.connectWebSocket(anvil.wsUrl()).join())
                .satisfies(thrown -> assertThat(Patience.unwrapped(thrown)).hasMessageContaining("closed"));
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }
}

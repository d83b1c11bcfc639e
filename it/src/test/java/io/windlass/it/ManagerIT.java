package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.ChainMismatchException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.ManagerStats;
import io.windlass.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManagerIT extends WithManager {
    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start("--chain-id", "97");
    }

    @ParameterizedTest
    @EnumSource
    void connect_aNode_knowsItsChainTypeAndEndpoint(Wire wire) {
        BlockchainConnection node = connect(anvil, wire);

        assertThat(node.chainId()).isEqualTo(97);
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(node.type()).isEqualTo(ConnectionType.valueOf(wire.name()));
        assertThat(node.endpoint()).isEqualTo(wire.scheme() + "://127.0.0.1:" + anvil.port());
        assertThat(manager.connection(node.id())).contains(node);
    }

    @ParameterizedTest
    @EnumSource
    void connect_toAnotherChainThanConfigured_failsWithBothIds(Wire wire) {
        ConnectionConfig wrong =
                ConnectionConfig.builder(wire.url(anvil)).chainId(56).build();

        assertThat(failureOf(manager.connect(wrong))).isInstanceOfSatisfying(ChainMismatchException.class, e -> {
            assertThat(e.expectedChainId()).isEqualTo(56);
            assertThat(e.actualChainId()).isEqualTo(97);
            assertThat(e).hasMessageContainingAll("56", "97");
        });
        assertThat(manager.connectionStats().activeConnections()).isZero();
        assertThat(done(manager.connect(wrong.toBuilder().chainId(97).build())).chainId())
                .isEqualTo(97);
    }

    @Test
    void connectionStats_countConnectionsCallsBytesAndEvents() {
        Instant start = Instant.now();
        BlockchainConnection socket = connect(anvil, Wire.WEBSOCKET);
        BlockchainConnection http = connect(anvil, Wire.HTTP);
        Received<BlockHeader> heads = new Received<>();
        done(socket.subscribe(Feeds.newHeads()).onEvent(heads).live());
        Patience.until(
                "what the feed asks at its beginning is answered",
                () -> socket.stats().inFlight() == 0);
        ConnectionStats before = socket.stats();

        anvil.mine(6);
        heads.await(6);
        done(socket.call(Eth.blockNumber()));
        Patience.until("events are counted", () -> socket.stats().events() >= 6);

        ManagerStats stats = manager.connectionStats();
        assertThat(stats.totalConnections()).isEqualTo(2);
        assertThat(stats.activeConnections()).isEqualTo(2);
        assertThat(stats.failedConnections()).isZero();
        assertThat(stats.totalEvents()).isEqualTo(6);
        assertThat(stats.connections()).containsOnlyKeys(socket.id(), http.id());
        ConnectionStats after = stats.connections().get(socket.id());
        assertThat(after.id()).isEqualTo(socket.id());
        assertThat(after.endpoint()).isEqualTo(socket.endpoint());
        assertThat(after.status()).isEqualTo(ConnectionState.OPEN);
        assertThat(after.events()).isEqualTo(6);
        assertThat(after.calls() - before.calls()).isEqualTo(1);
        assertThat(after.messagesSent() - before.messagesSent()).isEqualTo(1);
        assertThat(after.messagesReceived() - before.messagesReceived()).isEqualTo(7);
        assertThat(after.bytesReceived() - before.bytesReceived()).isGreaterThan(6 * 500);
        assertThat(after.bytesSent()).isGreaterThan(before.bytesSent());
        assertThat(after.reconnects()).isZero();
        assertThat(after.strayMessages()).isZero();
        assertThat(after.inFlight()).isZero();
        assertThat(after.uptime()).isPositive();
        assertThat(after.lastHeartbeat())
                .hasValueSatisfying(beat -> assertThat(beat).isBetween(start.minusSeconds(1), Instant.now()));
        assertThat(stats.toString()).contains(socket.id());
    }

    @Test
    void addEventHandler_byType_getsEventsOfEverySubscriptionBesideItsOwnHandler() {
        List<ChainEvent<BlockHeader>> byType = new CopyOnWriteArrayList<>();
        List<ChainEvent<Log>> logsByType = new CopyOnWriteArrayList<>();
        Registration registration = manager.addEventHandler(BlockHeader.class, byType::add);
        manager.addEventHandler(Log.class, logsByType::add);
        BlockchainConnection first = connect(anvil, Wire.WEBSOCKET);
        BlockchainConnection second = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> own = new Received<>();
        done(first.subscribe(Feeds.newHeads()).onEvent(own).live());
        done(second.subscribe(Feeds.newHeads()).onEvent(own).live());

        anvil.mine(3);

        own.await(6);
        Patience.until("the handler of the type got them too", () -> byType.size() == 6);
        assertThat(logsByType).isEmpty();
        registration.close();
        anvil.mine(2);
        own.await(10);
        assertThat(byType).hasSize(6);
    }

    @Test
    void addEventHandler_thatThrows_keepsTheSubscriptionsOwnHandlerGoing() {
        manager.addEventHandler(BlockHeader.class, event -> {
            throw new IllegalStateException("thrown on purpose by ManagerIT");
        });
        BlockchainConnection node = connect(anvil, Wire.WEBSOCKET);
        Received<BlockHeader> own = new Received<>();
        done(node.subscribe(Feeds.newHeads()).onEvent(own).live());

        anvil.mine(3);

        own.await(3);
        assertThat(own.values()).extracting(BlockHeader::number).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void connect_beyondTheLimit_isRefusedUntilThereIsRoom() {
        ManagerConfig config = ManagerConfig.builder().maxConnections(4).build();
        try (BlockchainConnectionManager small = BlockchainConnectionManager.create(config)) {
            BlockchainConnection first = done(small.connectWebSocket(anvil.wsUrl()));
            done(small.connectHttpPool(anvil.httpUrl(), 3));

            assertThat(failureOf(small.connect(anvil.httpUrl())))
                    .isInstanceOfSatisfying(
                            ConnectionLimitException.class,
                            e -> assertThat(e.limit()).isEqualTo(4));
            done(small.disconnect(first.id()));
            assertThat(failureOf(small.connectHttpPool(anvil.httpUrl(), 2)))
                    .isInstanceOf(ConnectionLimitException.class);
            assertThat(done(small.connect(anvil.httpUrl())).chainId()).isEqualTo(97);
        }
    }

    @Test
    void connect_thatFails_givesItsPlaceBack() {
        ManagerConfig config = ManagerConfig.builder().maxConnections(1).build();
        try (BlockchainConnectionManager small = BlockchainConnectionManager.create(config)) {
            for (int i = 0; i < 3; i++) {
                failureOf(small.connect(ConnectionConfig.builder("ws://127.0.0.1:" + TinyServer.closedPort())
                        .maxRetries(0)
                        .build()));
            }

            assertThat(done(small.connectWebSocket(anvil.wsUrl())).chainId()).isEqualTo(97);
        }
    }

    @Test
    void heartbeat_runsFromTheStartStopsAndRunsAgain() {
        BlockchainConnection node = done(manager.connect(ConnectionConfig.builder(anvil.wsUrl())
                .heartbeatInterval(Duration.ofMillis(50))
                .build()));
        awaitABeatAfter(node, node.stats().lastHeartbeat().orElseThrow());

        manager.stopHeartbeatMonitoring();
        manager.stopHeartbeatMonitoring();
        manager.startHeartbeatMonitoring();
        manager.startHeartbeatMonitoring();

        awaitABeatAfter(node, node.stats().lastHeartbeat().orElseThrow());
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
    }

    private static void awaitABeatAfter(BlockchainConnection node, Instant last) {
        Patience.until(
                "another heartbeat",
                () -> node.stats().lastHeartbeat().orElseThrow().isAfter(last));
    }
}

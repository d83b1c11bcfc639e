package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainNetwork;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionGroup;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.Eth;
import io.windlass.HttpPool;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import io.windlass.PoolConfig;
import io.windlass.StateChange;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManagerTest {
    private static final NetworkConfig NETWORK = new NetworkConfig(
            "test.net",
            1,
            List.of("ws://one.test"),
            List.of("http://one.test"),
            Optional.empty(),
            Duration.ofSeconds(1),
            Optional.empty());

    private final World world = new World(1);
    private final ModelNode node = new ModelNode(new JsonCodecProvider().create());
    private final ScriptedTransport transport = new ScriptedTransport(world, node);
    private final AtomicInteger releases = new AtomicInteger();

    private Manager manager(int maxConnections) {
        BlockchainConfig networks = new BlockchainConfig() {
            @Override
            public List<NetworkConfig> networks() {
                return List.of(NETWORK);
            }

            @Override
            public NetworkConfig network(String name) {
                if (!name.equals(NETWORK.name())) {
                    throw new ConfigurationException("no network " + name, name, null);
                }
                return NETWORK;
            }
        };
        return new Manager(
                ManagerConfig.builder().maxConnections(maxConnections).build(),
                () -> networks,
                network -> () -> network,
                target -> transport,
                new JsonCodecProvider().create(),
                world.runtime(),
                () -> {
                    throw new IllegalStateException("no store in this test");
                },
                (kind, settings) -> {
                    throw new IllegalStateException("no sink in this test");
                },
                releases::incrementAndGet);
    }

    private <T> T settled(CompletableFuture<T> future) {
        world.advance(Duration.ofSeconds(1));
        return future.join();
    }

    @Test
    void connect_beyondTheLimit_failsAndSaysHowManyThereAre() {
        Manager manager = manager(1);
        settled(manager.connectWebSocket("ws://one.test"));

        CompletableFuture<BlockchainConnection> second = manager.connectWebSocket("ws://one.test");

        assertThatThrownBy(second::join)
                .cause()
                .isInstanceOf(ConnectionLimitException.class)
                .hasMessageContaining("may hold 1 connections and holds 1");
    }

    @Test
    void pool_beyondTheLimit_takesNoPlaceAtAll() {
        Manager manager = manager(3);

        assertThatThrownBy(() -> manager.connectHttpPool("http://one.test", 4).join())
                .cause()
                .isInstanceOf(ConnectionLimitException.class);

        assertThat(settled(manager.connectHttpPool("http://one.test", 3)).connections())
                .hasSize(3);
    }

    @Test
    void pool_thatCannotConnect_givesItsPlacesBackAndCountsAsFailed() {
        Manager manager = manager(3);
        transport.down(true);

        CompletableFuture<HttpPool> pool = manager.connectHttpPool("http://one.test", 3);
        world.advance(Duration.ofMinutes(1));
        assertThatThrownBy(pool::join).cause().isInstanceOf(ConnectionFailedException.class);
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(3);

        transport.down(false);
        assertThat(settled(manager.connectHttpPool("http://one.test", 3)).state())
                .isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void network_takesOnePlaceForEachKindOfEndpoint_andIsTheSameEveryTime() {
        Manager manager = manager(2);

        BlockchainNetwork network = manager.network("test.net");
        CompletableFuture<Long> number = network.call(Eth.blockNumber());

        assertThat(settled(number)).isZero();
        assertThat(manager.network("test.net")).isSameAs(network);
        assertThat(manager.connectionStats().connections()).containsOnlyKeys("test.net/ws", "test.net/http");
        assertThatThrownBy(() -> manager.connectWebSocket("ws://one.test").join())
                .cause()
                .isInstanceOf(ConnectionLimitException.class);
    }

    @Test
    void network_withoutRoomForAll_takesNoPlace() {
        Manager manager = manager(1);

        assertThatThrownBy(() -> manager.network("test.net")).isInstanceOf(ConnectionLimitException.class);

        assertThat(settled(manager.connectWebSocket("ws://one.test")).state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void disconnect_ofAPool_closesAllItsConnections() {
        Manager manager = manager(10);
        HttpPool pool = settled(manager.connectHttpPool("http://one.test", 3));

        settled(manager.disconnect(pool.id()));

        assertThat(pool.connections()).extracting(BlockchainConnection::state).containsOnly(ConnectionState.CLOSED);
        assertThat(manager.connection(pool.id())).isEmpty();
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }

    /** Each takes of what the endpoint allows, and over HTTP a socket while it is under way. */
    @Test
    void pool_asksWhoTheNodeIs_andWhetherItIsThere_onceForAllItsConnections() {
        Manager manager = manager(10);
        node.answersByHand();
        CompletableFuture<HttpPool> opening = manager.connectHttpPool("http://one.test", 8);
        world.advance(Duration.ofSeconds(1));
        answerTheOnlyQuestion("eth_chainId", "\"0x1\"");
        world.advance(Duration.ofSeconds(1));
        answerTheOnlyQuestion("eth_getBlockByNumber", "null");
        HttpPool pool = settled(opening);
        assertThat(pool.connections())
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.state()).isEqualTo(ConnectionState.OPEN));

        world.advance(Duration.ofSeconds(15));
        Instant asked = world.now();
        answerTheOnlyQuestion("eth_blockNumber", "\"0x1\"");
        world.advance(Duration.ofSeconds(1));
        assertThat(pool.connections())
                .allSatisfy(each ->
                        assertThat(each.stats().lastHeartbeat().orElseThrow()).isAfterOrEqualTo(asked));
        world.advance(Duration.ofSeconds(12));
        assertThat(pool.connections()).extracting(BlockchainConnection::state).containsOnly(ConnectionState.OPEN);
    }

    private void answerTheOnlyQuestion(String method, String result) {
        assertThat(node.unanswered()).extracting(ModelNode.Request::method).containsExactly(method);
        ModelNode.Request question = node.unanswered().remove(0);
        question.link().push("{\"jsonrpc\":\"2.0\",\"id\":" + question.id() + ",\"result\":" + result + "}");
    }

    @Test
    void overHttp_anAnswerIsAsGoodAsAHeartbeat_andSilenceIsFoundInTheSameTimeAfterIt() {
        Manager manager = manager(1);
        HttpPool pool = settled(manager.connectHttpPool("http://one.test", 1));
        for (int second = 0; second < 60; second++) {
            settled(pool.call(Eth.chainId()));
        }
        assertThat(node.received("eth_blockNumber")).isZero();

        world.advance(Duration.ofSeconds(15));
        assertThat(node.received("eth_blockNumber")).isEqualTo(1);
        settled(pool.call(Eth.chainId()));
        node.links().forEach(ScriptedLink::silence);
        List<StateChange> changes = new ArrayList<>();
        pool.connections().get(0).onStateChange(changes::add);
        world.advance(Duration.ofSeconds(15 + 10));
        assertThat(changes).extracting(StateChange::to).first().isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void pool_passesOverAMemberThatIsNotOpen() {
        Manager manager = manager(10);
        HttpPool pool = settled(manager.connectHttpPool("http://one.test", 3));
        settled(pool.connections().get(1).disconnect());

        for (int i = 0; i < 9; i++) {
            assertThat(settled(pool.call(Eth.blockNumber()))).isZero();
        }

        assertThat(pool.connections().get(1).stats().calls()).isZero();
        assertThat(pool.stats().calls()).isEqualTo(9);
    }

    @Test
    void poolOfSeveralEndpoints_dealsItsConnectionsOutInTurn() {
        Manager manager = manager(10);
        HttpPool pool = settled(manager.connectHttpPool(PoolConfig.builder()
                .endpoint("http://one.test")
                .endpoint("http://two.test")
                .size(5)
                .build()));

        assertThat(pool.connections())
                .extracting(each -> each.id() + " " + each.endpoint())
                .containsExactly(
                        pool.id() + "-1 http://one.test",
                        pool.id() + "-3 http://one.test",
                        pool.id() + "-5 http://one.test",
                        pool.id() + "-2 http://two.test",
                        pool.id() + "-4 http://two.test");
        assertThat(pool.endpoint()).isEqualTo("http://one.test, http://two.test");
        assertThat(manager.connectionStats().endpoints()).containsOnlyKeys(pool.id());
        assertThat(manager.connectionStats().endpoints().get(pool.id()))
                .extracting(EndpointStats::health)
                .containsOnly(EndpointHealth.HEALTHY);
    }

    @Test
    void group_mixesKindsOfEndpoints_andIsGoneAfterDisconnect() {
        Manager manager = manager(10);
        ConnectionGroup group = settled(manager.connectGroup(PoolConfig.builder()
                .endpoint("http://one.test")
                .endpoint("ws://one.test")
                .build()));

        assertThat(settled(group.call(Eth.blockNumber()))).isZero();
        assertThat(group.chainId()).isEqualTo(1);
        assertThat(manager.connection(group.id())).contains(group);

        settled(manager.disconnect(group.id()));
        assertThat(group.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().endpoints()).isEmpty();
    }

    @Test
    void connection_thatItsOwnerCloses_givesItsPlaceBackAndIsNotListed() {
        Manager manager = manager(1);
        BlockchainConnection first = settled(manager.connectWebSocket("ws://one.test"));

        first.close();
        world.advance(Duration.ofSeconds(1));

        assertThat(manager.connection(first.id())).isEmpty();
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(settled(manager.connectWebSocket("ws://one.test")).state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void connection_thatFailedForGood_isListedUntilItIsClosedAndCountsAsFailedForEver() {
        Manager manager = manager(1);
        BlockchainConnection lost = settled(manager.connectWebSocket("ws://one.test"));
        node.chainId(5);
        node.links().forEach(ScriptedLink::cut);
        world.advance(Duration.ofSeconds(1));
        assertThat(lost.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(manager.connection(lost.id())).contains(lost);
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);

        lost.close();
        world.advance(Duration.ofSeconds(1));

        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);
        assertThat(settled(manager.connectWebSocket("ws://one.test")).state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void pool_thatItsOwnerCloses_givesItsPlacesBackAndIsNotListed() {
        Manager manager = manager(3);
        HttpPool pool = settled(manager.connectHttpPool("http://one.test", 3));

        pool.close();
        world.advance(Duration.ofSeconds(1));

        assertThat(manager.connection(pool.id())).isEmpty();
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().endpoints()).isEmpty();
        assertThat(settled(manager.connectHttpPool("http://one.test", 3)).state())
                .isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void network_thatItsOwnerCloses_givesItsPlacesBackAndIsMadeAnew() {
        Manager manager = manager(2);
        BlockchainNetwork first = manager.network("test.net");
        settled(first.call(Eth.blockNumber()));

        first.close();
        world.advance(Duration.ofSeconds(1));

        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(manager.connectionStats().endpoints()).isEmpty();
        BlockchainNetwork second = manager.network("test.net");
        assertThat(second).isNotSameAs(first);
        assertThat(settled(second.call(Eth.blockNumber()))).isZero();
    }

    @Test
    void network_askedForWhileTheOldOneStillEnds_isAnotherOneThatOutlivesIt() {
        Manager manager = manager(2);
        BlockchainNetwork first = manager.network("test.net");
        settled(first.call(Eth.blockNumber()));
        node.links().forEach(ScriptedLink::silence);
        CompletableFuture<Long> unanswered = first.call(Eth.blockNumber());
        world.settle();

        first.close();
        BlockchainNetwork second = manager.network("test.net");
        world.advance(Duration.ofMinutes(1));

        assertThat(unanswered).isCompletedExceptionally();
        assertThat(first.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(second.state()).isEqualTo(ConnectionState.OPEN);
        assertThat(manager.network("test.net")).isSameAs(second);
        assertThat(manager.connectionStats().connections()).containsOnlyKeys("test.net/ws", "test.net/http");
        settled(manager.disconnect("test.net"));
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }

    @Test
    void close_releasesOnceAndRefusesWhatFollows() {
        Manager manager = manager(10);

        manager.close();
        manager.close();

        assertThat(releases).hasValue(1);
        assertThatThrownBy(() -> manager.connectWebSocket("ws://one.test").join())
                .cause()
                .isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void connectWebSocket_withAnHttpUrl_isAnArgumentErrorAndTheOtherWayRound() {
        Manager manager = manager(10);

        assertThatThrownBy(() -> manager.connectWebSocket("http://one.test/key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws:// or wss://")
                .hasMessageNotContaining("key");
        assertThatThrownBy(() -> manager.connectHttpPool("ws://one.test", 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> manager.connectHttpPool("http://one.test", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(">= 1, was 0");
    }
}

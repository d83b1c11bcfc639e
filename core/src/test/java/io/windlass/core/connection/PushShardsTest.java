package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.ManagerConfig;
import io.windlass.PoolConfig;
import io.windlass.Subscription;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** An endpoint whose sockets carry two subscriptions each. */
class PushShardsTest {
    private final World world = new World(1);
    private final ModelNode node = new ModelNode(new JsonCodecProvider().create());
    private final ScriptedTransport transport = new ScriptedTransport(world, node);
    private final List<Hash> seen = new ArrayList<>();

    private Manager manager(int maxConnections) {
        return new Manager(
                ManagerConfig.builder().maxConnections(maxConnections).build(),
                () -> {
                    throw new IllegalStateException("no networks in this test");
                },
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
                () -> {});
    }

    private BlockchainConnection connect(Manager manager) {
        var connecting = manager.connect(
                ConnectionConfig.builder("ws://node.test").maxSubscriptions(2).build());
        world.advance(Duration.ofSeconds(1));
        return connecting.join();
    }

    private Subscription follow(BlockchainConnection connection) {
        Subscription subscription =
                connection.subscribe(Feeds.newPendingTransactions()).onEvent(e -> seen.add(e.value()));
        world.advance(Duration.ofSeconds(1));
        return subscription;
    }

    @Test
    void subscriptions_beyondWhatASocketCarries_openFurtherSockets() {
        Manager manager = manager(10);
        BlockchainConnection connection = connect(manager);
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(follow(connection));
        }

        assertThat(node.links()).hasSize(3);
        assertThat(all).allSatisfy(each -> assertThat(each.live()).isCompleted());
        Hash transaction = node.submit();
        world.advance(Duration.ofSeconds(1));
        assertThat(seen).hasSize(5).containsOnly(transaction);
    }

    @Test
    void place_thatASubscriptionLeft_isTakenByTheNext() {
        BlockchainConnection connection = connect(manager(10));
        follow(connection);
        follow(connection).close();
        world.advance(Duration.ofSeconds(1));
        follow(connection);

        assertThat(node.links()).hasSize(1);
    }

    @Test
    void furtherSockets_countAsConnectionsOfTheManager() {
        Manager manager = manager(1);
        BlockchainConnection connection = connect(manager);
        follow(connection);
        follow(connection);
        Subscription tooMany = follow(connection);

        assertThatThrownBy(() -> tooMany.live().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ConnectionLimitException.class);
    }

    @Test
    void connection_thatItsOwnerCloses_givesThePlacesOfItsFurtherSocketsBack() {
        Manager manager = manager(2);
        BlockchainConnection connection = connect(manager);
        for (int i = 0; i < 3; i++) {
            follow(connection);
        }
        assertThat(manager.connectionStats().totalConnections()).isEqualTo(2);

        connection.close();
        world.advance(Duration.ofMinutes(1));

        assertThat(manager.connectionStats().totalConnections()).isZero();
        follow(connect(manager));
    }

    @Test
    void group_withFurtherSockets_givesAllPlacesBackWhenDisconnected() {
        Manager manager = manager(2);
        var connecting = manager.connectGroup(PoolConfig.builder()
                .endpoint(ConnectionConfig.builder("ws://node.test")
                        .maxSubscriptions(2)
                        .build())
                .build());
        world.advance(Duration.ofSeconds(1));
        BlockchainConnection group = connecting.join();
        for (int i = 0; i < 3; i++) {
            follow(group);
        }
        assertThat(manager.connectionStats().totalConnections()).isEqualTo(2);

        var gone = manager.disconnect(group.id());
        world.advance(Duration.ofMinutes(1));

        assertThat(gone).isCompleted();
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(connect(manager).state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void furtherSocket_thatFailedForGood_carriesNothingMore() {
        Manager manager = manager(2);
        BlockchainConnection connection = connect(manager);
        follow(connection);
        follow(connection);
        transport.failNext(new TransportFailure(
                TransportFailure.Kind.STATUS, 401, Optional.empty(), false, "HTTP status 401", Optional.empty()));
        follow(connection); // over a further socket, which is refused
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);

        Subscription subscription = follow(connection);

        assertThat(subscription.live()).isCompleted();
        assertThat(node.links()).hasSize(2);
    }

    @Test
    void disconnect_closesFurtherSocketsToo() {
        Manager manager = manager(10);
        BlockchainConnection connection = connect(manager);
        for (int i = 0; i < 3; i++) {
            follow(connection);
        }
        manager.disconnect(connection.id());
        world.advance(Duration.ofMinutes(1));

        assertThat(node.links()).isEmpty();
        assertThat(manager.connectionStats().totalConnections()).isZero();
        assertThat(world.pending()).isZero();
    }
}

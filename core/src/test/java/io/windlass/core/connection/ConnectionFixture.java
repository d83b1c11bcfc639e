package io.windlass.core.connection;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionConfig;
import io.windlass.StateChange;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.rpc.EndpointLimits;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A connection in a world of its own, to a node of its own. */
final class ConnectionFixture {
    final World world;
    final Codec codec = new JsonCodecProvider().create();
    final ModelNode node;
    final ScriptedTransport transport;
    final AtomicBoolean heartbeats = new AtomicBoolean(true);
    private final FeedServices services = FeedServices.of(
            new Taps(),
            () -> {
                throw new IllegalStateException("no store in this test");
            },
            Long.MAX_VALUE,
            Duration.ZERO);
    final ManagedConnection connection;
    final CompletableFuture<BlockchainConnection> connected;
    final List<StateChange> changes = new ArrayList<>();

    ConnectionFixture(long seed, UnaryOperator<ConnectionConfig.Builder> settings) {
        this(seed, settings, node -> node);
    }

    ConnectionFixture(long seed, UnaryOperator<ConnectionConfig.Builder> settings, UnaryOperator<ModelNode> prepared) {
        world = new World(seed);
        node = prepared.apply(new ModelNode(codec));
        transport = new ScriptedTransport(world, node);
        ConnectionConfig config = settings.apply(ConnectionConfig.builder("ws://node.test/secret-key"))
                .build();
        connection = new ManagedConnection(
                "ws-1",
                config,
                transport,
                codec,
                world.runtime(),
                heartbeats::get,
                new ReconnectBudget(100),
                services,
                new EndpointLimits(config, world.runtime()),
                new SharedQuestions(codec, world.runtime().ticker()),
                NodeRules.PLAIN,
                n -> {
                    throw new IllegalStateException("one socket is enough in this test");
                });
        connection.onStateChange(changes::add);
        connected = connection.start();
    }

    static ConnectionFixture opened(long seed) {
        ConnectionFixture fixture = new ConnectionFixture(seed, settings -> settings);
        fixture.run(Duration.ofSeconds(1));
        fixture.connected.join();
        return fixture;
    }

    void run(Duration time) {
        world.advance(time);
    }

    ScriptedLink link() {
        return node.links().get(0);
    }
}

package io.windlass.core.connection;

import io.windlass.Balancing;
import io.windlass.BlockchainConnection;
import io.windlass.BloomTrust;
import io.windlass.ConnectionConfig;
import io.windlass.PoolConfig;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.pool.EndpointGroup;
import io.windlass.core.pool.GroupConnection;
import io.windlass.core.pool.GroupEndpoint;
import io.windlass.core.pool.GroupFeeds;
import io.windlass.core.pool.Member;
import io.windlass.core.rpc.EndpointLimits;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.FeedStore;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Makes connections of the engine for simulations that live in other packages. */
public final class SimConnections {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private SimConnections() {}

    /** A connection that has begun to connect and never gives up. */
    public static BlockchainConnection connect(
            String url, Transport transport, Codec codec, EngineRuntime runtime, FeedStore store, BloomTrust trust) {
        ManagedConnection connection =
                new Maker(codec, runtime, services(store, trust)).make("sim-1", target(url), transport);
        var unused = connection.start();
        return connection;
    }

    /**
     * An endpoint of a group.
     *
     * @param priority the smallest is used first
     */
    public record Way(String url, int priority, Transport transport) {}

    /** A group that has begun to connect and never gives up, as the engine makes it for a network. */
    public static BlockchainConnection connectAll(
            List<Way> ways,
            Balancing balancing,
            UnaryOperator<PoolConfig.Builder> settings,
            long chainId,
            Codec codec,
            EngineRuntime runtime,
            FeedStore store,
            BloomTrust trust) {
        FeedServices services = services(store, trust);
        Maker maker = new Maker(codec, runtime, services);
        PoolConfig.Builder config = PoolConfig.builder();
        List<GroupEndpoint> endpoints = new ArrayList<>();
        Map<String, Transport> transports = new HashMap<>();
        for (Way way : ways) {
            ConnectionConfig target = target(way.url());
            String id = "sim-" + (endpoints.size() + 1);
            transports.put(id, way.transport());
            config.endpoint(target, way.priority());
            int window = new GroupPlan(target, way.priority(), List.of(id)).window();
            endpoints.add(new GroupEndpoint(
                    target, way.priority(), window, List.of(maker.make(id, target, way.transport()))));
        }
        EndpointGroup group = new EndpointGroup(
                "sim",
                settings.apply(config).build(),
                balancing,
                OptionalLong.of(chainId),
                endpoints,
                NodeRules.PLAIN,
                codec,
                runtime,
                useless -> maker.replace((ManagedConnection) useless, transports.get(useless.id())));
        group.established();
        var unused = group.start();
        return new GroupConnection(
                "sim", group, GroupFeeds.of(group, endpoints.get(0).config(), codec, runtime, services));
    }

    private static ConnectionConfig target(String url) {
        return ConnectionConfig.builder(url)
                .timeout(Duration.ofSeconds(2))
                .requestTimeout(Duration.ofSeconds(5))
                .maxRetries(1_000_000)
                .retryDelay(Duration.ofMillis(200))
                .maxRetryDelay(Duration.ofSeconds(2))
                .heartbeatInterval(SILENCE)
                .pollInterval(POLL)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .build();
    }

    private static FeedServices services(FeedStore store, BloomTrust trust) {
        return new FeedServices(
                new Taps(),
                () -> store,
                new FollowSettings(16, POLL, SILENCE, Duration.ofSeconds(10)),
                trust,
                SystemLogs.INCLUDE,
                Long.MAX_VALUE,
                Duration.ofSeconds(10));
    }

    /** Makes the connections of one life of the engine. */
    private static final class Maker {
        private final Codec codec;
        private final EngineRuntime runtime;
        private final FeedServices services;
        private final ReconnectBudget budget = new ReconnectBudget(100);

        Maker(Codec codec, EngineRuntime runtime, FeedServices services) {
            this.codec = codec;
            this.runtime = runtime;
            this.services = services;
        }

        ManagedConnection make(String id, ConnectionConfig config, Transport transport) {
            return new ManagedConnection(
                    id,
                    config,
                    transport,
                    codec,
                    runtime,
                    () -> true,
                    budget,
                    services,
                    new EndpointLimits(config, runtime),
                    new SharedQuestions(codec, runtime.ticker()),
                    NodeRules.PLAIN,
                    n -> {
                        throw new IllegalStateException("one socket is enough in this test");
                    });
        }

        Member replace(ManagedConnection useless, Transport transport) {
            useless.close();
            return make(useless.id(), useless.config(), transport);
        }
    }
}

package io.windlass.core.connection;

import io.windlass.BlockchainConnection;
import io.windlass.BloomTrust;
import io.windlass.ConnectionConfig;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.rpc.EndpointLimits;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.FeedStore;
import io.windlass.spi.Transport;
import java.time.Duration;

/** Makes connections of the engine for simulations that live in other packages. */
public final class SimConnections {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private SimConnections() {}

    /** A connection that has begun to connect and never gives up. */
    public static BlockchainConnection connect(
            String url, Transport transport, Codec codec, EngineRuntime runtime, FeedStore store, BloomTrust trust) {
        ConnectionConfig config = ConnectionConfig.builder(url)
                .timeout(Duration.ofSeconds(2))
                .requestTimeout(Duration.ofSeconds(5))
                .maxRetries(1_000_000)
                .retryDelay(Duration.ofMillis(200))
                .maxRetryDelay(Duration.ofSeconds(2))
                .heartbeatInterval(SILENCE)
                .pollInterval(POLL)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .build();
        ManagedConnection connection = new ManagedConnection(
                "sim-1",
                config,
                transport,
                codec,
                runtime,
                () -> true,
                new ReconnectBudget(100),
                new FeedServices(
                        new Taps(),
                        () -> store,
                        new FollowSettings(16, POLL, SILENCE, Duration.ofSeconds(10)),
                        trust,
                        SystemLogs.INCLUDE,
                        Long.MAX_VALUE,
                        Duration.ofSeconds(10)),
                new EndpointLimits(config, runtime),
                NodeRules.PLAIN,
                n -> {
                    throw new IllegalStateException("one socket is enough in this test");
                });
        var unused = connection.start();
        return connection;
    }
}

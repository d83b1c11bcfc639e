package io.windlass.core.connection;

import io.windlass.ConnectionConfig;
import io.windlass.ConnectionType;
import io.windlass.NetworkConfig;
import io.windlass.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * An endpoint of a group to be made, with the ids of its connections.
 *
 * @param target how it is reached
 * @param priority the smallest is used first
 * @param ids of its connections
 */
record GroupPlan(ConnectionConfig target, int priority, List<String> ids) {

    /** The connections of a pool or group, dealt out over its endpoints in turn. */
    static List<GroupPlan> of(PoolConfig pool, String id, UnaryOperator<ConnectionConfig> adapted) {
        List<GroupPlan> plans = new ArrayList<>();
        int endpoints = pool.endpoints().size();
        for (int i = 0; i < endpoints; i++) {
            PoolConfig.Endpoint endpoint = pool.endpoints().get(i);
            List<String> ids = new ArrayList<>();
            for (int n = i; n < pool.size(); n += endpoints) {
                ids.add(id + "-" + (n + 1));
            }
            plans.add(new GroupPlan(adapted.apply(endpoint.config()), endpoint.priority(), ids));
        }
        return plans;
    }

    /**
     * The endpoints of a network, one connection each: calls prefer HTTP, and of each kind the one configured first.
     *
     * @param custom what code sets of each, over what is configured
     */
    static List<GroupPlan> of(NetworkConfig network, BiConsumer<NetworkConfig, ConnectionConfig.Builder> custom) {
        List<GroupPlan> plans = new ArrayList<>();
        int http = network.rpcUrls().size();
        for (int i = 0; i < network.wsUrls().size(); i++) {
            plans.add(of(network, custom, network.wsUrls().get(i), http + i, "ws", i));
        }
        for (int i = 0; i < http; i++) {
            plans.add(of(network, custom, network.rpcUrls().get(i), i, "http", i));
        }
        return plans;
    }

    private static GroupPlan of(
            NetworkConfig network,
            BiConsumer<NetworkConfig, ConnectionConfig.Builder> custom,
            String url,
            int priority,
            String kind,
            int n) {
        ConnectionConfig.Builder target = ConnectionConfig.builder(url)
                .chainId(network.chainId())
                .pollInterval(pollInterval(network.blockTime()));
        network.genesis().ifPresent(target::genesis);
        network.connection().applyTo(target);
        custom.accept(network, target);
        return new GroupPlan(
                target.build(), priority, List.of(network.name() + "/" + kind + (n == 0 ? "" : "-" + (n + 1))));
    }

    /** Twice a block, between four times a second and once in two seconds. */
    private static Duration pollInterval(Duration blockTime) {
        long half = blockTime.toMillis() / 2;
        return Duration.ofMillis(Math.max(250, Math.min(2_000, half)));
    }

    /**
     * How many calls a connection may have in flight: over HTTP as many as fit its sockets, so that the others wait in the
     * group, where any connection may take them.
     */
    int window() {
        int batch = target.batchWindow().isPresent() ? target.maxBatch() : 1;
        return target.type() == ConnectionType.HTTP ? target.maxConnections() * batch : Integer.MAX_VALUE;
    }
}

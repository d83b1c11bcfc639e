package io.windlass.cli;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainNetwork;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.EventHandler;
import io.windlass.HttpPool;
import io.windlass.ManagerStats;
import io.windlass.NetworkConfig;
import io.windlass.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A manager whose connections the test makes. */
final class FakeManager implements BlockchainConnectionManager {
    final List<ConnectionConfig> connects = new ArrayList<>();
    private final Function<ConnectionConfig, CompletableFuture<BlockchainConnection>> nodes;
    private final List<NetworkConfig> networks;
    private boolean closed;

    private FakeManager(
            Function<ConnectionConfig, CompletableFuture<BlockchainConnection>> nodes, List<NetworkConfig> networks) {
        this.nodes = nodes;
        this.networks = networks;
    }

    static FakeManager of(BlockchainConnection node) {
        return new FakeManager(config -> CompletableFuture.completedFuture(node), List.of());
    }

    static FakeManager failing(RuntimeException failure) {
        return new FakeManager(config -> CompletableFuture.failedFuture(failure), List.of());
    }

    static FakeManager silent() {
        return new FakeManager(config -> new CompletableFuture<>(), List.of());
    }

    static FakeManager with(NetworkConfig... networks) {
        return new FakeManager(
                config -> CompletableFuture.failedFuture(new AssertionError("no connect was expected")),
                List.of(networks));
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public CompletableFuture<BlockchainConnection> connect(ConnectionConfig config) {
        connects.add(config);
        return nodes.apply(config);
    }

    @Override
    public CompletableFuture<BlockchainConnection> connectWebSocket(ConnectionConfig config) {
        return connect(config);
    }

    @Override
    public CompletableFuture<HttpPool> connectHttpPool(ConnectionConfig config, int size) {
        throw new UnsupportedOperationException("not used by the command");
    }

    @Override
    public BlockchainNetwork network(String name) {
        throw new ConfigurationException("network " + name + " has no endpoint; set X_WS_URL", name, null);
    }

    @Override
    public BlockchainConfig config() {
        return new BlockchainConfig() {
            @Override
            public List<NetworkConfig> networks() {
                return networks;
            }

            @Override
            public NetworkConfig network(String name) {
                return networks.stream()
                        .filter(network -> network.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ConfigurationException("there is no network " + name, name, null));
            }
        };
    }

    @Override
    public Optional<BlockchainConnection> connection(String id) {
        return Optional.empty();
    }

    @Override
    public <T> Registration addEventHandler(Class<T> type, EventHandler<? super T> handler) {
        throw new UnsupportedOperationException("not used by the command");
    }

    @Override
    public void startHeartbeatMonitoring() {}

    @Override
    public void stopHeartbeatMonitoring() {}

    @Override
    public ManagerStats connectionStats() {
        throw new UnsupportedOperationException("not used by the command");
    }

    @Override
    public CompletableFuture<Void> disconnect(String id) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> disconnectAll() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closed = true;
    }
}

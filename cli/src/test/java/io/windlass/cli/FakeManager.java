package io.windlass.cli;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainNetwork;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.NetworkConfig;
import io.windlass.PoolConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A manager whose one connection the test makes. */
final class FakeManager {
    private final CompletableFuture<BlockchainConnection> node;
    private final List<NetworkConfig> networks;
    private volatile PoolConfig group;
    private boolean closed;

    private FakeManager(CompletableFuture<BlockchainConnection> node, NetworkConfig... networks) {
        this.node = node;
        this.networks = List.of(networks);
    }

    static FakeManager of(FakeNode node) {
        return new FakeManager(CompletableFuture.completedFuture(node.connection()));
    }

    static FakeManager failing(RuntimeException failure) {
        return new FakeManager(CompletableFuture.failedFuture(failure));
    }

    static FakeManager silent() {
        return new FakeManager(new CompletableFuture<>());
    }

    static FakeManager with(NetworkConfig... networks) {
        return new FakeManager(new CompletableFuture<>(), networks);
    }

    BlockchainConnectionManager manager() {
        return Duck.as(BlockchainConnectionManager.class, this);
    }

    boolean isClosed() {
        return closed;
    }

    CompletableFuture<BlockchainConnection> connect(ConnectionConfig config) {
        return node;
    }

    CompletableFuture<BlockchainConnection> connectGroup(PoolConfig config) {
        group = config;
        return node;
    }

    /** What a group was asked of; null if none was. */
    PoolConfig group() {
        return group;
    }

    BlockchainNetwork network(String name) {
        throw new ConfigurationException("network " + name + " has no endpoint; set X_WS_URL", name, null);
    }

    BlockchainConfig config() {
        return Duck.as(BlockchainConfig.class, new Config(networks));
    }

    void close() {
        closed = true;
    }

    record Config(List<NetworkConfig> networks) {
        NetworkConfig network(String name) {
            throw new ConfigurationException("there is no network " + name, name, null);
        }
    }
}

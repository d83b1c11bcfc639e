package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionType;
import io.windlass.NetworkConfig;
import io.windlass.PluginException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node: {@code --url} or {@code --network}. */
final class Target {
    @Option(names = "--url", paramLabel = "URL", description = "The node: ws://, wss://, http:// or https://.")
    private @Nullable String url;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "A configured network, such as ethereum.sepolia;%n'windlass networks' lists them.")
    private @Nullable String network;

    /**
     * True if a node was named.
     *
     * @throws UsageException if two were, or the URL is none
     */
    boolean isGiven() {
        if (url != null && network != null) {
            throw new UsageException("give --url or --network, not both");
        }
        if (url != null) {
            parse(url);
        }
        return url != null || network != null;
    }

    /**
     * Checks that the node can push, as far as the URL tells.
     *
     * @throws UsageException if it cannot
     */
    void requirePush() {
        if (url != null && parse(url).type() == ConnectionType.HTTP) {
            throw new UsageException(
                    "--url: a node pushes events over ws:// or wss:// only; give its WebSocket URL instead of "
                            + parse(url).endpoint());
        }
    }

    /**
     * Connects to the node that was named. A network connects when it is first used.
     *
     * @return fails with {@link UsageException} if no transport speaks the URL's scheme
     * @throws UsageException if there is no such network
     */
    CompletableFuture<BlockchainConnection> connect(Session session, BlockchainConnectionManager manager) {
        if (network != null) {
            return CompletableFuture.completedFuture(network(session, manager, network));
        }
        if (url == null) {
            throw new UsageException("which node? Give --url URL or --network NAME");
        }
        return manager.connect(parse(url)).handle((connection, failure) -> {
            if (failure != null) {
                throw Failure.unwrap(failure) instanceof PluginException e
                        ? new UsageException("--url: " + e.getMessage(), e)
                        : Failure.unwrap(failure);
            }
            return connection;
        });
    }

    private static BlockchainConnection network(Session session, BlockchainConnectionManager manager, String name) {
        if (session.networks(manager).stream().map(NetworkConfig::name).noneMatch(name::equals)) {
            try {
                manager.config().network(name);
            } catch (ConfigurationException e) {
                throw new UsageException("--network: " + e.getMessage(), e);
            }
        }
        return manager.network(name);
    }

    private static ConnectionConfig parse(String url) {
        if (!url.contains("://")) {
            // the parser would see a malformed scheme in 127.0.0.1:8545 and the scheme localhost in localhost:8545
            throw new UsageException("--url: the URL has no scheme; start it with ws://, wss://, http:// or https://");
        }
        try {
            return ConnectionConfig.of(url);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--url: " + e.getMessage(), e);
        }
    }
}

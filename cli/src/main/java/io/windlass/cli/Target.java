package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionType;
import io.windlass.NetworkConfig;
import io.windlass.PluginException;
import io.windlass.PoolConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node: {@code --url} or {@code --network}. */
final class Target {
    @Option(
            names = "--url",
            paramLabel = "URL",
            split = ",",
            description =
                    "The node: ws://, wss://, http:// or https://. Of several, all for one chain, the first that is well is"
                            + " used; the others take its place when it fails.")
    private List<String> urls = List.of();

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "A configured network, such as ethereum.sepolia;%n'windlass networks' lists them.")
    private @Nullable String network;

    /**
     * True if a node was named.
     *
     * @throws UsageException if two were, or a URL is none
     */
    boolean isGiven() {
        if (!urls.isEmpty() && network != null) {
            throw new UsageException("give --url or --network, not both");
        }
        if (!urls.isEmpty()) {
            group();
        }
        return !urls.isEmpty() || network != null;
    }

    /**
     * Checks that the node can announce what happens, as far as the URLs tell.
     *
     * @param what what must be announced
     * @throws UsageException if it cannot
     */
    void requirePush(String what) {
        List<ConnectionConfig> targets = urls.stream().map(Target::parse).toList();
        if (!targets.isEmpty() && targets.stream().allMatch(target -> target.type() == ConnectionType.HTTP)) {
            throw new UsageException(
                    "--url: a node announces " + what + " over ws:// or wss:// only; give its WebSocket URL instead of "
                            + targets.get(0).endpoint());
        }
    }

    /** As {@link #requirePush(String)}, of a network as it is configured. */
    void requirePush(String what, BlockchainConnectionManager manager) {
        if (network != null) {
            NetworkConfig config = configured(manager, network);
            if (config.wsUrls().isEmpty()) {
                throw new UsageException("--network: a node announces " + what + " over WebSocket only; set "
                        + config.environmentVariable("WS_URL"));
            }
        }
    }

    /**
     * Connects to the node that was named. A network connects when it is first used.
     *
     * @return fails with {@link UsageException} if no transport speaks a URL's scheme
     * @throws UsageException if there is no such network
     */
    CompletableFuture<BlockchainConnection> connect(Session session, BlockchainConnectionManager manager) {
        if (network != null) {
            session.networks(manager); // their URLs are secrets from now on
            configured(manager, network);
            return CompletableFuture.completedFuture(manager.network(network));
        }
        if (urls.isEmpty()) {
            throw new UsageException("which node? Give --url URL or --network NAME");
        }
        CompletableFuture<? extends BlockchainConnection> node =
                urls.size() == 1 ? manager.connect(parse(urls.get(0))) : manager.connectGroup(group());
        return node.handle((connection, failure) -> {
            if (failure != null) {
                throw Failure.unwrap(failure) instanceof PluginException e
                        ? new UsageException("--url: " + e.getMessage(), e)
                        : Failure.unwrap(failure);
            }
            return connection;
        });
    }

    /**
     * Each endpoint by itself, the preferred first.
     *
     * @throws UsageException if there is no such network, or it has no endpoint
     */
    List<ConnectionConfig> endpoints(Session session, BlockchainConnectionManager manager) {
        if (network == null) {
            return urls.stream().map(Target::parse).toList();
        }
        session.networks(manager); // their URLs are secrets from now on
        NetworkConfig config = configured(manager, network);
        List<ConnectionConfig> endpoints = Stream.concat(config.wsUrls().stream(), config.rpcUrls().stream())
                .map(url ->
                        ConnectionConfig.builder(url).chainId(config.chainId()).build())
                .toList();
        if (endpoints.isEmpty()) {
            throw new UsageException("--network: " + network + " has no endpoint; set "
                    + config.environmentVariable("WS_URL") + " or " + config.environmentVariable("RPC_URL"));
        }
        return endpoints;
    }

    private static NetworkConfig configured(BlockchainConnectionManager manager, String name) {
        return manager.config().networks().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    try {
                        return manager.config().network(name);
                    } catch (ConfigurationException e) {
                        throw new UsageException("--network: " + e.getMessage(), e);
                    }
                });
    }

    /** The endpoints, the preferred first. */
    private PoolConfig group() {
        PoolConfig.Builder group = PoolConfig.builder();
        for (int i = 0; i < urls.size(); i++) {
            ConnectionConfig target = parse(urls.get(i));
            int priority = i;
            checked(urls.get(i), url -> group.endpoint(target, priority));
        }
        return group.build();
    }

    private static ConnectionConfig parse(String url) {
        if (!url.contains("://")) {
            // the parser would see a malformed scheme in 127.0.0.1:8545 and the scheme localhost in localhost:8545
            throw new UsageException("--url: the URL has no scheme; start it with ws://, wss://, http:// or https://");
        }
        return checked(url, ConnectionConfig::of);
    }

    private static <T> T checked(String url, Function<String, T> use) {
        try {
            return use.apply(url);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--url: " + e.getMessage(), e);
        }
    }
}

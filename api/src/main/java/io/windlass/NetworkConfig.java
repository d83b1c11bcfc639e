package io.windlass;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is configured for one network. Immutable; {@link #toString()} shows no secrets.
 *
 * @param name the family and the chain, such as {@code ethereum.sepolia}
 * @param chainId the chain's id
 * @param wsUrls WebSocket endpoints, the preferred first; may hold secrets
 * @param rpcUrls HTTP endpoints, the preferred first; may hold secrets
 * @param explorer the address of a block explorer
 * @param blockTime the usual time from block to block
 * @param bloom what the logs blooms in its headers are good for
 * @param systemLogs whether the logs of the chain's own bookkeeping belong to its blocks
 * @param reorgDepth how many blocks below the head may still change, where the node does not say what is final; 1 or more
 * @param genesis the hash of the chain's first block, which every node that can say it must serve
 * @param connection what is set for the connections to its endpoints
 * @param successor for a network that was shut down, the name of the one to use instead
 */
public record NetworkConfig(
        String name,
        long chainId,
        List<String> wsUrls,
        List<String> rpcUrls,
        Optional<String> explorer,
        Duration blockTime,
        BloomTrust bloom,
        SystemLogs systemLogs,
        int reorgDepth,
        Optional<Hash> genesis,
        ConnectionSettings connection,
        Optional<String> successor) {
    /** How many blocks may change on a chain that nothing is known about. */
    public static final int USUAL_REORG_DEPTH = 128;

    /** Checks the depth, and copies the lists. */
    public NetworkConfig {
        if (reorgDepth < 1) {
            throw new IllegalArgumentException("reorgDepth must be >= 1, was " + reorgDepth);
        }
        wsUrls = List.copyOf(wsUrls);
        rpcUrls = List.copyOf(rpcUrls);
    }

    /** A chain about whose blooms and reorgs nothing is known. */
    public NetworkConfig(
            String name,
            long chainId,
            List<String> wsUrls,
            List<String> rpcUrls,
            Optional<String> explorer,
            Duration blockTime,
            Optional<String> successor) {
        this(
                name,
                chainId,
                wsUrls,
                rpcUrls,
                explorer,
                blockTime,
                BloomTrust.NONE,
                SystemLogs.INCLUDE,
                USUAL_REORG_DEPTH,
                Optional.empty(),
                ConnectionSettings.none(),
                successor);
    }

    /**
     * The preferred WebSocket endpoint; may hold a secret.
     *
     * @throws ConfigurationException if none is configured; the message names the setting and the environment variable
     */
    public String wsUrl() {
        return first(wsUrls, "ws-url", "WS_URL");
    }

    /**
     * The preferred HTTP endpoint; may hold a secret.
     *
     * @throws ConfigurationException if none is configured; the message names the setting and the environment variable
     */
    public String rpcUrl() {
        return first(rpcUrls, "rpc-url", "RPC_URL");
    }

    /** The name of the environment variable that replaces the endpoints of a kind, {@code WS_URL} or {@code RPC_URL}. */
    public String environmentVariable(String kind) {
        return name.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]+", "_") + "_" + kind;
    }

    private String first(List<String> urls, String setting, String kind) {
        if (urls.isEmpty()) {
            String path = "windlass.networks." + name + "." + setting;
            throw new ConfigurationException(
                    "network " + name + " has no " + setting + "; set " + path + " or the environment variable "
                            + environmentVariable(kind),
                    path,
                    null);
        }
        return urls.get(0);
    }

    @Override
    public String toString() {
        return "NetworkConfig[" + name + ", chainId=" + chainId + ", " + wsUrls.size() + " WebSocket and "
                + rpcUrls.size() + " HTTP endpoints]";
    }
}

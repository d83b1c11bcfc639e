package io.windlass;

import io.windlass.spi.EngineProvider;
import java.nio.file.Path;
import java.util.List;

/**
 * The networks that are configured: by the network modules on the path, the user's {@code application.conf}, {@code
 * config/blockchain.yaml} in the working directory, and environment variables such as {@code ETHEREUM_SEPOLIA_WS_URL}, each
 * overriding the ones before. Immutable.
 *
 * <p>Users do not implement this interface.
 */
public interface BlockchainConfig {
    /**
     * Reads the configuration. Blocks for a few files.
     *
     * @throws ConfigurationException if a value is wrong
     */
    static BlockchainConfig load() {
        return EngineProvider.find().loadConfig(null);
    }

    /**
     * Reads the configuration with a file, HOCON or YAML by its extension, in place of {@code application.conf} and {@code
     * config/blockchain.yaml}.
     *
     * @throws ConfigurationException if the file cannot be read or a value is wrong
     */
    static BlockchainConfig load(Path file) {
        return EngineProvider.find().loadConfig(file);
    }

    /** Every network, ordered by name. */
    List<NetworkConfig> networks();

    /**
     * A network by its full name, such as {@code ethereum.sepolia}.
     *
     * @throws ConfigurationException if there is none; the message lists the ones there are
     */
    NetworkConfig network(String name);

    /** A network by its family and chain, such as {@code ethereum} and {@code sepolia}; see {@link #network}. */
    default NetworkConfig networkConfig(String family, String chain) {
        return network(family + "." + chain);
    }
}

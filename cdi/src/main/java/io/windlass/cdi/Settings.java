package io.windlass.cdi;

import io.windlass.BlockchainConfig;
import io.windlass.ConfigurationException;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Optional;

/**
 * What the container's manager is made with.
 *
 * @param hasManagerConfig true if the application has a bean of that type
 * @param hasNetworks true if the application has a {@link BlockchainConfig} bean
 * @param loaded what is configured, where the application has neither bean: those cannot be asked before the container runs
 */
record Settings(boolean hasManagerConfig, boolean hasNetworks, Optional<BlockchainConfig> loaded) {
    /**
     * Loads what is configured, unless the application decides it.
     *
     * @throws io.windlass.BlockchainException if there is no engine or a value is wrong
     */
    Settings loadedUnlessGiven() {
        return hasManagerConfig || hasNetworks
                ? this
                : new Settings(false, false, Optional.of(BlockchainConfig.load()));
    }

    List<NetworkConfig> networksKnownAtDiscovery() {
        return loaded.map(BlockchainConfig::networks).orElse(List.of());
    }

    /** The networks where the application has no bean for them. */
    BlockchainConfig networks(Instance<Object> beans) {
        return loaded.or(() -> beans.select(ManagerConfig.class).get().networks())
                .orElseGet(BlockchainConfig::load);
    }

    /**
     * The application's, where it has one.
     *
     * @throws ConfigurationException if the networks it has a bean for would not be used
     */
    ManagerConfig managerConfig(Instance<Object> beans) {
        if (!hasManagerConfig) {
            return ManagerConfig.builder()
                    .networks(beans.select(BlockchainConfig.class).get())
                    .build();
        }
        ManagerConfig given = beans.select(ManagerConfig.class).get();
        if (hasNetworks && given.networks().isEmpty()) {
            throw new ConfigurationException(
                    "the application has a BlockchainConfig bean, but its ManagerConfig bean has no networks;"
                            + " give them to ManagerConfig.builder().networks(…)",
                    "ManagerConfig.networks",
                    null);
        }
        return given;
    }
}

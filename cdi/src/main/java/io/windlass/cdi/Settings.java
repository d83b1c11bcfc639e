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

    ManagerConfig managerConfig(Instance<Object> beans) {
        ManagerConfig base =
                hasManagerConfig ? beans.select(ManagerConfig.class).get() : ManagerConfig.defaults();
        if (base.networks().isEmpty()) {
            return ManagerConfig.builder()
                    .maxConnections(base.maxConnections())
                    .networks(beans.select(BlockchainConfig.class).get())
                    .build();
        }
        if (hasNetworks) {
            throw new ConfigurationException(
                    "the application has both a BlockchainConfig bean and a ManagerConfig bean with networks;"
                            + " keep one of the two",
                    "ManagerConfig.networks",
                    null);
        }
        return base;
    }
}

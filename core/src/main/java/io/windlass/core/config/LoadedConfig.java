package io.windlass.core.config;

import io.windlass.BlockchainConfig;
import io.windlass.ConfigurationException;
import io.windlass.NetworkConfig;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** The networks of a configuration, by name. */
record LoadedConfig(SortedMap<String, NetworkConfig> byName) implements BlockchainConfig {
    LoadedConfig {
        byName = Collections.unmodifiableSortedMap(byName);
    }

    @Override
    public List<NetworkConfig> networks() {
        return List.copyOf(byName.values());
    }

    @Override
    public NetworkConfig network(String name) {
        NetworkConfig network = byName.get(name);
        if (network != null) {
            return network;
        }
        throw new ConfigurationException(
                "there is no network " + Shown.text(name) + ";" + whatThereIs(name), NetworkReader.ROOT + "*", null);
    }

    private String whatThereIs(String name) {
        if (byName.isEmpty()) {
            return " none is configured: add a network module such as io.windlass:windlass-network-ethereum, or set "
                    + NetworkReader.ROOT + "<family>.<chain> in application.conf";
        }
        return Nearest.suggestion(name, byName.keySet()) + " known networks: " + String.join(", ", byName.keySet());
    }

    @Override
    public String toString() {
        return "BlockchainConfig" + byName.keySet();
    }
}

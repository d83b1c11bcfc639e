package io.windlass.core.config;

import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionSettings;
import io.windlass.NetworkConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes networks of what all files together say and the environment overrides. */
final class NetworkAssembly {
    private final SortedMap<String, NetworkSettings> settings;
    private final ConnectionSettings defaults;
    private final Map<String, String> environment;

    /** @param defaults what is set for the connections of all networks */
    NetworkAssembly(
            SortedMap<String, NetworkSettings> settings, ConnectionSettings defaults, Map<String, String> environment) {
        this.settings = settings;
        this.defaults = defaults;
        this.environment = environment;
    }

    SortedMap<String, NetworkConfig> assemble() {
        SortedMap<String, NetworkConfig> networks = new TreeMap<>();
        settings.forEach((name, all) -> networks.put(name, overridden(network(name, all))));
        return networks;
    }

    private NetworkConfig network(String name, NetworkSettings all) {
        Long chainId = all.chainId();
        if (chainId == null) {
            throw withoutChainId(name, all.place());
        }
        String successor = all.successor();
        if (successor != null && !settings.containsKey(successor)) {
            throw new ConfigurationException(
                    all.place().shown() + " has the successor " + Shown.text(successor) + ", which is not a network;"
                            + Nearest.suggestion(successor, settings.keySet()) + " known networks: "
                            + String.join(", ", settings.keySet()),
                    all.place().setting() + ".successor",
                    null);
        }
        NetworkConfig network = all.toConfig(name, chainId, defaults);
        requireFitting(all.place(), network.connection());
        return network;
    }

    /** Each setting is in its range by now; some have to fit others, which may come from elsewhere. */
    private static void requireFitting(Place place, ConnectionSettings connection) {
        ConnectionConfig.Builder endpoint = ConnectionConfig.builder("wss://endpoint");
        connection.applyTo(endpoint);
        try {
            endpoint.build();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "the connection settings of the network " + place.shown() + " do not fit together: "
                            + e.getMessage(),
                    place.setting() + ".connection",
                    null);
        }
    }

    /** Most likely a network of a module was meant, which would have brought its chain id. */
    private ConfigurationException withoutChainId(String name, Place place) {
        List<String> complete = settings.entrySet().stream()
                .filter(other -> other.getValue().chainId() != null)
                .map(Map.Entry::getKey)
                .toList();
        return new ConfigurationException(
                "the network " + place.shown() + " has no chain-id; add it, or correct the name:"
                        + Nearest.suggestion(name, complete) + " known networks: " + String.join(", ", complete),
                place.setting() + ".chain-id",
                null);
    }

    private NetworkConfig overridden(NetworkConfig network) {
        return new NetworkConfig(
                network.name(),
                network.chainId(),
                override(EndpointKind.WEBSOCKET, network, network.wsUrls()),
                override(EndpointKind.HTTP, network, network.rpcUrls()),
                network.explorer(),
                network.blockTime(),
                network.bloom(),
                network.systemLogs(),
                network.reorgDepth(),
                network.genesis(),
                network.connection(),
                network.successor());
    }

    private List<String> override(EndpointKind kind, NetworkConfig network, List<String> configured) {
        String variable = network.environmentVariable(kind.variableSuffix());
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return configured;
        }
        Place place = Place.ofVariable(NetworkReader.ROOT + network.name() + "." + kind.setting(), variable);
        return Arrays.stream(value.split(",", -1))
                .map(url -> kind.check(place, url))
                .distinct()
                .toList();
    }
}

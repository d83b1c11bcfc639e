package io.windlass.network.arbitrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.windlass.BlockchainConfig;
import io.windlass.NetworkConfig;
import io.windlass.core.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArbitrumNetworksTest {
    @TempDir
    Path directory;

    private BlockchainConfig load(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, directory, getClass().getClassLoader());
    }

    @Test
    void networks_areOneTheLiveTestnetAndTheGuides() {
        assertThat(load(Map.of()).networks())
                .extracting(NetworkConfig::name, NetworkConfig::chainId, NetworkConfig::blockTime)
                .containsExactly(
                        tuple("arbitrum.goerli", 421613L, Duration.ofMillis(250)),
                        tuple("arbitrum.one", 42161L, Duration.ofMillis(250)),
                        tuple("arbitrum.sepolia", 421614L, Duration.ofMillis(250)));
    }

    @Test
    void networks_allHaveEndpointsOfBothKindsAndAnExplorer() {
        assertThat(load(Map.of()).networks()).allSatisfy(network -> {
            assertThat(network.wsUrl()).startsWith("wss://");
            assertThat(network.rpcUrl()).startsWith("https://");
            assertThat(network.explorer()).isPresent();
        });
    }

    @Test
    void goerli_asItWasShutDown_namesSepoliaAsItsSuccessor() {
        BlockchainConfig config = load(Map.of());

        assertThat(config.networkConfig("arbitrum", "goerli").successor()).contains("arbitrum.sepolia");
        assertThat(config.networkConfig("arbitrum", "sepolia").successor()).isEmpty();
    }
}

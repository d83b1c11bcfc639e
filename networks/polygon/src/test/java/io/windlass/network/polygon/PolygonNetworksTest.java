package io.windlass.network.polygon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.windlass.BlockchainConfig;
import io.windlass.BloomTrust;
import io.windlass.NetworkConfig;
import io.windlass.core.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolygonNetworksTest {
    @TempDir
    Path directory;

    private BlockchainConfig load(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, directory, getClass().getClassLoader());
    }

    @Test
    void networks_areMainnetTheLiveTestnetAndTheGuides() {
        assertThat(load(Map.of()).networks())
                .extracting(NetworkConfig::name, NetworkConfig::chainId, NetworkConfig::blockTime)
                .containsExactly(
                        tuple("polygon.amoy", 80002L, Duration.ofSeconds(2)),
                        tuple("polygon.mainnet", 137L, Duration.ofSeconds(2)),
                        tuple("polygon.mumbai", 80001L, Duration.ofSeconds(2)));
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
    void mumbai_asItWasShutDown_namesAmoyAsItsSuccessor() {
        BlockchainConfig config = load(Map.of());

        assertThat(config.networkConfig("polygon", "mumbai").successor()).contains("polygon.amoy");
        assertThat(config.networkConfig("polygon", "amoy").successor()).isEmpty();
    }

    @Test
    void bloom_isTrustedAsFarAsTheChainKeepsIt() {
        assertThat(load(Map.of()).networks())
                .allSatisfy(n -> assertThat(n.bloom()).isEqualTo(BloomTrust.POSITIVE_ONLY));
    }
}

package io.windlass.network.ethereum;

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

class EthereumNetworksTest {
    @TempDir
    Path directory;

    private BlockchainConfig load(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, directory, getClass().getClassLoader());
    }

    @Test
    void networks_areMainnetAndTheLiveTestnets() {
        assertThat(load(Map.of()).networks())
                .extracting(NetworkConfig::name, NetworkConfig::chainId, NetworkConfig::blockTime)
                .containsExactly(
                        tuple("ethereum.hoodi", 560048L, Duration.ofSeconds(12)),
                        tuple("ethereum.mainnet", 1L, Duration.ofSeconds(12)),
                        tuple("ethereum.sepolia", 11155111L, Duration.ofSeconds(12)));
    }

    @Test
    void networks_allHaveEndpointsOfBothKindsAndAnExplorer() {
        assertThat(load(Map.of()).networks()).allSatisfy(network -> {
            assertThat(network.wsUrl()).startsWith("wss://");
            assertThat(network.rpcUrl()).startsWith("https://");
            assertThat(network.explorer()).isPresent();
            assertThat(network.successor()).isEmpty();
        });
    }

    @Test
    void sepolia_withTheGuidesVariables_usesThoseAlone() {
        NetworkConfig sepolia = load(Map.of(
                        "ETHEREUM_SEPOLIA_WS_URL", "wss://sepolia.infura.io/ws/v3/YOUR_KEY",
                        "ETHEREUM_SEPOLIA_RPC_URL", "https://sepolia.infura.io/v3/YOUR_KEY"))
                .networkConfig("ethereum", "sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://sepolia.infura.io/ws/v3/YOUR_KEY");
        assertThat(sepolia.rpcUrls()).containsExactly("https://sepolia.infura.io/v3/YOUR_KEY");
    }

    @Test
    void bloom_isTrustedAsFarAsTheChainKeepsIt() {
        assertThat(load(Map.of()).networks())
                .allSatisfy(n -> assertThat(n.bloom()).isEqualTo(BloomTrust.EXACT));
    }
}

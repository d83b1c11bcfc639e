package io.windlass.network.bsc;

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

class BscNetworksTest {
    @TempDir
    Path directory;

    private BlockchainConfig load(Map<String, String> environment) {
        return ConfigLoader.load(null, environment, directory, getClass().getClassLoader());
    }

    @Test
    void networks_areMainnetAndTestnet() {
        assertThat(load(Map.of()).networks())
                .extracting(NetworkConfig::name, NetworkConfig::chainId, NetworkConfig::blockTime)
                .containsExactly(
                        tuple("bsc.mainnet", 56L, Duration.ofMillis(450)),
                        tuple("bsc.testnet", 97L, Duration.ofMillis(450)));
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
    void testnet_withTheGuidesVariable_usesItAlone() {
        NetworkConfig testnet =
                load(Map.of("BSC_TESTNET_WS_URL", "ws://127.0.0.1:8546")).networkConfig("bsc", "testnet");

        assertThat(testnet.wsUrls()).containsExactly("ws://127.0.0.1:8546");
    }
}

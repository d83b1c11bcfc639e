package io.windlass.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConfigurationException;
import io.windlass.NetworkConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentOverridesTest {
    @TempDir
    Path directory;

    @Test
    void variable_overEveryFile_replacesEndpointsOfItsKind() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .application("windlass.networks.ethereum.sepolia.ws-urls = [\"wss://a.example\", \"wss://b.example\"]")
                .yaml("ethereum: {sepolia: {ws_url: 'wss://yaml.example'}}")
                .variable("ETHEREUM_SEPOLIA_WS_URL", "ws://127.0.0.1:8545")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("ws://127.0.0.1:8545");
        assertThat(sepolia.rpcUrl()).isEqualTo("https://public.example/sepolia");
    }

    @Test
    void variable_overAGivenFile_winsToo() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .file("given.yaml", "ethereum: {sepolia: {rpc_url: 'https://given.example'}}")
                .variable("ETHEREUM_SEPOLIA_RPC_URL", "http://127.0.0.1:8545")
                .load("given.yaml")
                .network("ethereum.sepolia");

        assertThat(sepolia.rpcUrls()).containsExactly("http://127.0.0.1:8545");
    }

    @Test
    void variable_forNetworkWithoutEndpoints_givesThem() {
        NetworkConfig testnet = Sources.withModule(directory)
                .variable("BSC_TESTNET_WS_URL", "wss://bsc.example/KEY")
                .load()
                .network("bsc.testnet");

        assertThat(testnet.wsUrl()).isEqualTo("wss://bsc.example/KEY");
    }

    @Test
    void variable_withCommas_givesSeveral() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .variable("ETHEREUM_SEPOLIA_RPC_URL", "https://a.example/1, https://b.example/2 ,https://a.example/1")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.rpcUrls()).containsExactly("https://a.example/1", "https://b.example/2");
    }

    @Test
    void variable_ofThirdPartyNetworkWithDashes_isNamedWithUnderscores() {
        NetworkConfig network = new Sources(directory)
                .reference("windlass.networks.my-chain.main-net_2.chain-id = 7")
                .variable("MY_CHAIN_MAIN_NET_2_WS_URL", "wss://mine.example")
                .load()
                .network("my-chain.main-net_2");

        assertThat(network.wsUrls()).containsExactly("wss://mine.example");
    }

    @Test
    void variable_thatIsBlank_changesNothing() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .variable("ETHEREUM_SEPOLIA_WS_URL", " ")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://public.example/sepolia");
    }

    @Test
    void variable_withWrongScheme_isRefusedByNameWithoutItsSecrets() {
        ConfigurationException failure = Sources.withModule(directory)
                .variable("ETHEREUM_SEPOLIA_WS_URL", "https://user:s3cret@host.example:8545/s3cret?key=s3cret")
                .failure();

        assertThat(failure)
                .hasMessageContaining("the environment variable ETHEREUM_SEPOLIA_WS_URL")
                .hasMessageContaining("https://host.example:8545/…")
                .hasMessageContaining("wss:// or ws://");
        assertThat(failure.getMessage()).doesNotContain("s3cret");
        assertThat(failure.setting()).isEqualTo("windlass.networks.ethereum.sepolia.ws-url");
    }

    @Test
    void variable_withEmptyEntry_isRefused() {
        ConfigurationException failure = Sources.withModule(directory)
                .variable("ETHEREUM_SEPOLIA_WS_URL", "wss://a.example,,wss://b.example")
                .failure();

        assertThat(failure).hasMessageContaining("ETHEREUM_SEPOLIA_WS_URL").hasMessageContaining("is empty");
    }
}

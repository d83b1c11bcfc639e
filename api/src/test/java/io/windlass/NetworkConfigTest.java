package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkConfigTest {
    private static NetworkConfig network(String name, List<String> wsUrls, List<String> rpcUrls) {
        return new NetworkConfig(
                name, 11155111, wsUrls, rpcUrls, Optional.empty(), Duration.ofSeconds(12), Optional.empty());
    }

    @Test
    void url_severalConfigured_isTheFirst() {
        NetworkConfig network =
                network("ethereum.sepolia", List.of("ws://a", "ws://b"), List.of("http://c", "http://d"));

        assertThat(network.wsUrl()).isEqualTo("ws://a");
        assertThat(network.rpcUrl()).isEqualTo("http://c");
    }

    @Test
    void url_noneConfigured_saysWhatToSet() {
        NetworkConfig network = network("ethereum.sepolia", List.of(), List.of());

        assertThatThrownBy(network::wsUrl)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.setting()).isEqualTo("windlass.networks.ethereum.sepolia.ws-url"))
                .hasMessage("network ethereum.sepolia has no ws-url; set windlass.networks.ethereum.sepolia.ws-url "
                        + "or the environment variable ETHEREUM_SEPOLIA_WS_URL");
        assertThatThrownBy(network::rpcUrl)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("windlass.networks.ethereum.sepolia.rpc-url")
                .hasMessageEndingWith("ETHEREUM_SEPOLIA_RPC_URL");
    }

    @Test
    void environmentVariable_nameWithOtherCharacters_usesUnderscores() {
        assertThat(network("arbitrum.one-nova.2", List.of(), List.of()).environmentVariable("WS_URL"))
                .isEqualTo("ARBITRUM_ONE_NOVA_2_WS_URL");
    }

    @Test
    void toString_secretUrls_areCountedNotShown() {
        assertThat(network("bsc.testnet", List.of("wss://h/SECRET"), List.of("https://h/SECRET", "https://SECRET@h")))
                .hasToString("NetworkConfig[bsc.testnet, chainId=11155111, 1 WebSocket and 2 HTTP endpoints]");
    }

    @Test
    void urls_listChangedAfterwards_stayAsTheyWere() {
        List<String> urls = new ArrayList<>(List.of("ws://a"));
        NetworkConfig network = network("bsc.testnet", urls, List.of());
        urls.clear();

        assertThat(network.wsUrls()).containsExactly("ws://a");
    }
}

package io.windlass.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConfig;
import io.windlass.BloomTrust;
import io.windlass.NetworkConfig;
import io.windlass.SystemLogs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLayersTest {
    @TempDir
    Path directory;

    @Test
    void load_withoutAnySource_knowsNoNetwork() {
        assertThat(new Sources(directory).load().networks()).isEmpty();
    }

    @Test
    void load_ofSeveralModules_joinsTheirNetworksInOrderOfNames() {
        BlockchainConfig config = Sources.withModule(directory)
                .reference("windlass.networks.acme.main { chain-id = 4242, successor = bsc.testnet }")
                .load();

        assertThat(config.networks())
                .extracting(NetworkConfig::name)
                .containsExactly("acme.main", "bsc.testnet", "ethereum.sepolia");
        assertThat(config.network("acme.main").successor()).contains("bsc.testnet");
        assertThat(config.network("acme.main").blockTime()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.network("bsc.testnet").blockTime()).isEqualTo(Duration.ofMillis(450));
        assertThat(config.network("bsc.testnet").bloom()).isEqualTo(BloomTrust.NONE);
        assertThat(config.network("bsc.testnet").reorgDepth()).isEqualTo(NetworkConfig.USUAL_REORG_DEPTH);
    }

    @Test
    void load_ofTheGuidesFile_answersWhatTheGuideReads() {
        BlockchainConfig config = new Sources(directory).yaml("""
                        # config/blockchain.yaml
                        ethereum:
                          sepolia:
                            rpc_url: "https://sepolia.infura.io/v3/YOUR_KEY"
                            ws_url: "wss://sepolia.infura.io/ws/v3/YOUR_KEY"
                            chain_id: 11155111
                            explorer: "https://sepolia.etherscan.io"
                        """).load();

        NetworkConfig sepolia = config.networkConfig("ethereum", "sepolia");
        assertThat(sepolia.wsUrl()).isEqualTo("wss://sepolia.infura.io/ws/v3/YOUR_KEY");
        assertThat(sepolia.rpcUrl()).isEqualTo("https://sepolia.infura.io/v3/YOUR_KEY");
        assertThat(sepolia.chainId()).isEqualTo(11155111);
        assertThat(sepolia.explorer()).contains("https://sepolia.etherscan.io");
    }

    @Test
    void load_ofApplicationConf_replacesEndpointsOfTheirKindAlone() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .application("windlass.networks.ethereum.sepolia.ws-url = \"wss://mine.example/ws\"")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://mine.example/ws");
        assertThat(sepolia.rpcUrls())
                .containsExactly("https://public.example/sepolia", "https://second.example/sepolia");
        assertThat(sepolia.chainId()).isEqualTo(11155111);
        assertThat(sepolia.explorer()).contains("https://explorer.example");
    }

    @Test
    void load_ofYaml_overridesApplicationConf() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .application("""
                        windlass.networks.ethereum.sepolia {
                          ws-url = "wss://application.example"
                          rpc-url = "https://application.example"
                        }
                        """)
                .yaml("ethereum: {sepolia: {ws_url: 'wss://yaml.example'}}")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://yaml.example");
        assertThat(sepolia.rpcUrls()).containsExactly("https://application.example");
    }

    @Test
    void load_ofYmlExtension_isReadToo() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .file("config/blockchain.yml", "ethereum: {sepolia: {ws_url: 'wss://yml.example'}}")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://yml.example");
    }

    @Test
    void load_ofYamlInKebabCaseWithLists_readsThemAll() {
        NetworkConfig acme = new Sources(directory).yaml("""
                        acme:
                          main:
                            chain-id: 4242
                            block-time: 2s
                            bloom: positive-only
                            system-logs: exclude
                            reorg_depth: 300
                            ws-url: wss://first.example/<KEY>
                            ws_urls:
                              - wss://second.example/{key}
                              - wss://first.example/<KEY>
                            rpc_url: [https://a.example, https://b.example]
                        """).load().network("acme.main");

        assertThat(acme.wsUrls()).containsExactly("wss://first.example/<KEY>", "wss://second.example/{key}");
        assertThat(acme.rpcUrls()).containsExactly("https://a.example", "https://b.example");
        assertThat(acme.blockTime()).isEqualTo(Duration.ofSeconds(2));
        assertThat(acme.bloom()).isEqualTo(BloomTrust.POSITIVE_ONLY);
        assertThat(acme.systemLogs()).isEqualTo(SystemLogs.EXCLUDE);
        assertThat(acme.reorgDepth()).isEqualTo(300);
    }

    @Test
    void load_ofYamlWithAnchors_readsWhatTheyStandFor() {
        BlockchainConfig config = new Sources(directory).yaml("""
                        a:
                          one: &same {chain_id: 5, ws_url: "ws://localhost:8545"}
                          two: *same
                        """).load();

        assertThat(config.network("a.two").wsUrls()).containsExactly("ws://localhost:8545");
    }

    @Test
    void load_ofEmptyYaml_changesNothing() {
        BlockchainConfig config =
                Sources.withModule(directory).yaml("# nothing yet\n").load();

        assertThat(config.networks()).hasSize(2);
    }

    @Test
    void load_ofYamlWithoutValues_keepsWhatWasSaidBefore() {
        BlockchainConfig config = Sources.withModule(directory)
                .yaml("ethereum:\n  sepolia:\n    ws_url:\nbsc:\n")
                .load();

        assertThat(config.network("bsc.testnet").chainId()).isEqualTo(97);
        assertThat(config.network("ethereum.sepolia").wsUrls()).containsExactly("wss://public.example/sepolia");
    }

    @Test
    void load_ofNullInHocon_removesTheSetting() {
        BlockchainConfig config = Sources.withModule(directory)
                .application("windlass.networks { ethereum.sepolia.explorer = null, bsc.testnet = null }")
                .load();

        assertThat(config.networks()).hasSize(1);
        assertThat(config.network("ethereum.sepolia").explorer()).isEmpty();
    }

    @Test
    void load_ofTemplateForANetwork_replacesEndpointsToo() {
        NetworkConfig sepolia =
                Sources.withModule(directory).application("""
                        mine { ws-url = "wss://mine.example" }
                        windlass.networks.ethereum.sepolia = ${mine}
                        """).load().network("ethereum.sepolia");

        assertThat(sepolia.wsUrls()).containsExactly("wss://mine.example");
        assertThat(sepolia.rpcUrls()).hasSize(2);
        assertThat(sepolia.chainId()).isEqualTo(11155111);
    }

    @Test
    void load_ofEmptyList_removesEndpoints() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .application("windlass.networks.ethereum.sepolia.rpc-urls = []")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.rpcUrls()).isEmpty();
        assertThat(sepolia.wsUrls()).hasSize(1);
    }

    @Test
    void load_ofGivenFile_standsInPlaceOfTheUsersOthers() {
        Sources sources = Sources.withModule(directory)
                .application("windlass.networks.ethereum.sepolia.ws-url = \"wss://application.example\"")
                .yaml("ethereum: {sepolia: {rpc_url: 'https://yaml.example'}}")
                .file("given.conf", "windlass.networks.ethereum.sepolia.ws-url = \"wss://given.example\"")
                .file("given.json", "{\"windlass\": {\"networks\": {\"ethereum\": {\"sepolia\": {\"chain-id\": 7}}}}}")
                .file("given.yaml", "ethereum: {sepolia: {chain_id: 8}}");

        NetworkConfig hocon = sources.load("given.conf").network("ethereum.sepolia");
        assertThat(hocon.wsUrls()).containsExactly("wss://given.example");
        assertThat(hocon.rpcUrl()).isEqualTo("https://public.example/sepolia");
        NetworkConfig json = sources.load("given.json").network("ethereum.sepolia");
        assertThat(json.chainId()).isEqualTo(7);
        assertThat(json.wsUrl()).isEqualTo("wss://public.example/sepolia");
        NetworkConfig yaml = sources.load("given.yaml").network("ethereum.sepolia");
        assertThat(yaml.chainId()).isEqualTo(8);
        assertThat(yaml.rpcUrl()).isEqualTo("https://public.example/sepolia");
    }

    @Test
    void load_ofSubstitution_takesKeysFromTheEnvironmentThatWasPassedIn() {
        NetworkConfig sepolia = Sources.withModule(directory)
                .application("""
                        windlass.networks.ethereum.sepolia.ws-url = "wss://infura.example/ws/v3/"${WINDLASS_TEST_KEY}
                        """)
                .variable("WINDLASS_TEST_KEY", "abc123")
                .load()
                .network("ethereum.sepolia");

        assertThat(sepolia.wsUrl()).isEqualTo("wss://infura.example/ws/v3/abc123");
    }

    @Test
    void load_ofReferenceToShippedEndpoints_keepsThemBehindOnesOwn() {
        BlockchainConfig config = Sources.withModule(directory).application("""
                        windlass.networks.ethereum.sepolia {
                          ws-url = "wss://mine.example"
                          ws-urls = ${windlass.networks.ethereum.sepolia.ws-urls}
                          rpc-urls += "https://mine.example"
                        }
                        """).load();

        NetworkConfig sepolia = config.network("ethereum.sepolia");
        assertThat(sepolia.wsUrls()).containsExactly("wss://mine.example", "wss://public.example/sepolia");
        assertThat(sepolia.rpcUrls())
                .containsExactly(
                        "https://public.example/sepolia", "https://second.example/sepolia", "https://mine.example");
    }

    @Test
    void load_ofForeignSettingsThatDoNotResolve_ignoresThem() {
        BlockchainConfig config = Sources.withModule(directory)
                .application("other.library.key = ${NOT_SET_ANYWHERE}\nwindlass.networks.bsc.testnet.chain-id = 98")
                .load();

        assertThat(config.network("bsc.testnet").chainId()).isEqualTo(98);
    }

    @Test
    void toString_ofConfigAndNetworks_showsNoUrls() {
        BlockchainConfig config = Sources.withModule(directory)
                .yaml("ethereum: {sepolia: {ws_url: 'wss://user:s3cret@host.example/s3cret?k=s3cret'}}")
                .load();

        assertThat(config.toString()).contains("ethereum.sepolia").doesNotContain("s3cret");
        assertThat(config.networks().toString()).contains("ethereum.sepolia").doesNotContain("s3cret");
    }
}

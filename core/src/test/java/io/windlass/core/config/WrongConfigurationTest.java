package io.windlass.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConfig;
import io.windlass.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongConfigurationTest {
    @TempDir
    Path directory;

    private ConfigurationException inHocon(String settings) {
        return Sources.withModule(directory)
                .application("\n\nwindlass.networks.ethereum.sepolia {\n" + settings + "\n}")
                .failure();
    }

    private ConfigurationException inYaml(String setting) {
        return Sources.withModule(directory)
                .yaml("ethereum:\n  sepolia:\n    " + setting + "\n")
                .failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-5", "1.5", "0x1", "99999999999999999999", "true"})
    void chainId_thatIsNoWholeNumberFromOne_isRefused(String value) {
        String legal = "it must be a whole number from 1 to 9223372036854775807";

        assertThat(inHocon("chain-id = " + value))
                .hasMessageContaining("windlass.networks.ethereum.sepolia.chain-id (")
                .hasMessageContaining("application.conf:4)")
                .hasMessageContaining(legal);
        assertThat(inYaml("chain_id: " + value))
                .hasMessageStartingWith("ethereum.sepolia.chain_id (")
                .hasMessageContaining(Path.of("config", "blockchain.yaml") + ":3) is \"" + value + "\"")
                .hasMessageContaining(legal)
                .satisfies(e -> assertThat(e.setting()).isEqualTo("windlass.networks.ethereum.sepolia.chain-id"));
    }

    @Test
    void chainId_thatIsAUrl_isNotShown() {
        assertNoSecret(inYaml("chain_id: https://host.example/s3cret"));
        assertNoSecret(inHocon("chain-id = [\"https://host.example/s3cret\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "4097", "many", "1.5"})
    void reorgDepth_thatIsNoNumberOfBlocksThatCanBeHeld_isRefused(String value) {
        assertThat(inHocon("reorg-depth = " + value))
                .hasMessageContaining("windlass.networks.ethereum.sepolia.reorg-depth (")
                .hasMessageContaining("it must be a whole number of blocks from 1 to 4096");
    }

    @Test
    void systemLogs_thatAreNeitherIncludedNorExcluded_areRefused() {
        assertThat(inYaml("system_logs: perhaps"))
                .hasMessageStartingWith("ethereum.sepolia.system_logs (")
                .hasMessageContaining("it must be include or exclude");
    }

    @Test
    void bloom_thatIsNoneOfTheThree_isRefused() {
        assertThat(inYaml("bloom: perhaps"))
                .hasMessageStartingWith("ethereum.sepolia.bloom (")
                .hasMessageContaining("it must be exact, positive-only or none");
    }

    @ParameterizedTest
    @CsvSource({
        "ws-url,  https://host.example/s3cret,        is https://host.example/…",
        "ws-url,  ftp://u:s3cret@host.example,        is ftp://host.example",
        "ws-url,  host.example/s3cret,                has no scheme",
        "ws-url,  s3cret:s3cret,                      has no scheme",
        "ws-url,  wss:///s3cret,                      has no valid host",
        "ws-url,  wss://bad_host/s3cret,              has no valid host",
        "ws-url,  wss://host.example/s3cret s3cret,   is malformed at index 25",
        "ws-url,  wss://host.example:70000/s3cret,    has the port 70000",
        "rpc-url, wss://host.example/s3cret,          is wss://host.example/…",
        "explorer, wss://host.example/s3cret,         is wss://host.example/…"
    })
    void url_ofWrongShape_isRefusedWithoutItsSecrets(String setting, String url, String fault) {
        ConfigurationException hocon = inHocon("# comment\n" + setting + " = \"" + url + "\"");
        assertThat(hocon)
                .hasMessageContaining("windlass.networks.ethereum.sepolia." + setting + " (")
                .hasMessageContaining(
                        "application.conf:5) " + fault + "; it must be a URL with host that starts with ");
        assertNoSecret(hocon);

        String written = setting.replace('-', '_');
        ConfigurationException yaml = inYaml(written + ": '" + url + "'");
        assertThat(yaml).hasMessageStartingWith("ethereum.sepolia." + written).hasMessageContaining(fault);
        assertNoSecret(yaml);
    }

    @Test
    void url_inAList_isNamedByItsLineAndEntry() {
        ConfigurationException hocon =
                inHocon("ws-urls = [\n  \"wss://a.example\",\n  \"https://b.example/s3cret\"\n]");
        assertThat(hocon)
                .hasMessageContaining("entry 2 of windlass.networks.ethereum.sepolia.ws-urls (")
                .hasMessageContaining("application.conf:6) is https://b.example/…");
        assertNoSecret(hocon);

        ConfigurationException yaml = inYaml("rpc_urls: [https://a.example, {a: s3cret}]");
        assertThat(yaml)
                .hasMessageStartingWith("entry 2 of ethereum.sepolia.rpc_urls (")
                .hasMessageContaining("is a map");
        assertNoSecret(yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "12", "0s", "-3s", "s", "12 lightyears", "[]"})
    void blockTime_thatIsNoDurationAboveZero_isRefused(String value) {
        assertThat(inHocon("block-time = " + value))
                .hasMessageContaining("windlass.networks.ethereum.sepolia.block-time (")
                .hasMessageContaining("application.conf:4)")
                .hasMessageContaining("it must be a duration above 0 with its unit, such as 12s or 450ms");
    }

    @ParameterizedTest
    @CsvSource({"ws-ulr, ws-url", "wsUrl, ws-url", "ws_url, ws-url", "chainid, chain-id", "blocktime, block-time"})
    void setting_thatIsUnknown_isRefusedWithTheNearest(String written, String meant) {
        ConfigurationException failure = inHocon(written + " = \"s3cret\"");

        assertThat(failure)
                .hasMessageContaining("windlass.networks.ethereum.sepolia." + written + " (")
                .hasMessageContaining("application.conf:4) is not a setting; did you mean " + meant)
                .hasMessageContaining("Known settings: chain-id, ws-url, ws-urls, rpc-url, rpc-urls, explorer, ");
        assertNoSecret(failure);
    }

    @Test
    void setting_thatIsUnknownInYaml_isSuggestedInItsSpelling() {
        assertThat(inYaml("ws_ulr: x"))
                .hasMessageContaining("ethereum.sepolia.ws_ulr (")
                .hasMessageContaining("did you mean ws_url")
                .hasMessageContaining("Known settings: chain_id, ");
    }

    @Test
    void setting_thatLooksLikeAUrl_isNotShown() {
        assertNoSecret(inYaml("'wss://host.example/s3cret': x"));
    }

    @Test
    void setting_inBothSpellings_isRefused() {
        assertThat(inYaml("ws_url: wss://a.example\n    ws-url: wss://b.example"))
                .hasMessageContaining("ethereum.sepolia.ws_url")
                .hasMessageContaining("is given in two spellings");
    }

    @Test
    void network_thatIsNoMap_isRefusedAsWhatItIs() {
        assertThat(inHocon("}\nwindlass.networks.ethereum.hoodi = 5\nwindlass.networks.other {"))
                .hasMessageContaining("windlass.networks.ethereum.hoodi (")
                .hasMessageContaining(":5) is 5; it must be a map of settings");
        ConfigurationException misplaced = Sources.withModule(directory)
                .yaml("ethereum:\n  sepolia:\n  ws_url: wss://host.example/s3cret\n")
                .failure();
        assertThat(misplaced)
                .hasMessageContaining("ethereum.ws_url (")
                .hasMessageContaining(":3) is wss://host.example/…");
        assertNoSecret(misplaced);
        assertThat(Sources.withModule(directory).yaml("- a\n").failure())
                .hasMessageContaining("blockchain.yaml:1 is not a valid configuration in YAML: it must hold a map of");
    }

    @Test
    void networks_thatAreNoMap_areRefused() {
        assertThat(new Sources(directory).application("windlass.networks = 5").failure())
                .hasMessageContaining("windlass.networks (")
                .hasMessageContaining("application.conf:1) is not a map");
    }

    @Test
    void networkName_withIllegalCharacters_isRefused() {
        assertThat(inHocon("}\nwindlass.networks.ethereum.\"a.b\" { chain-id = 5 "))
                .hasMessageContaining("windlass.networks.ethereum.a.b (")
                .hasMessageContaining("it must be named with letters, digits, - and _ alone");
    }

    @Test
    void network_withoutChainId_isRefusedWithTheNearestName() {
        assertThat(Sources.withModule(directory)
                        .yaml("ethereum: {sepola: {ws_url: 'wss://host.example/s3cret'}}")
                        .failure())
                .hasMessageContaining("ethereum.sepola (")
                .hasMessageContaining("has no chain-id")
                .hasMessageContaining("did you mean ethereum.sepolia?")
                .hasMessageContaining("known networks: bsc.testnet, ethereum.sepolia");
    }

    @Test
    void successor_thatIsNoNetwork_isRefused() {
        assertThat(inHocon("successor = bsc.tesnet"))
                .hasMessageContaining(
                        "has the successor \"bsc.tesnet\", which is not a network; did you mean bsc.testnet?");
    }

    @Test
    void hocon_withSyntaxError_isRefusedWithItsLineAndWithoutItsText() {
        ConfigurationException bare = inHocon("ws-url = wss://host.example/s3cret");
        assertThat(bare)
                .hasMessageContaining("application.conf:4 is not valid HOCON")
                .hasMessageContaining("into double quotes");
        assertNoSecret(bare);
        for (String broken : new String[] {
            "ws-url = \"wss://host.example/s3cret",
            "ws-url = wss:s3cret",
            "s3cret'it = ]s3cret",
            "ws-url = \"s3cret\" : s3cret",
            "ws-url = ${s3cret",
            "include s3cret"
        }) {
            assertNoSecret(inHocon(broken));
        }
    }

    @Test
    void hocon_withUnknownSubstitution_isRefusedWithItsName() {
        assertThat(inHocon("ws-url = \"wss://host.example/\"${WINDLASS_TEST_UNSET}"))
                .hasMessageContaining("application.conf:4")
                .hasMessageContaining("${WINDLASS_TEST_UNSET}")
                .hasMessageContaining("set it as an environment variable");
    }

    @Test
    void yaml_withSyntaxError_isRefusedWithItsLineAndWithoutItsText() {
        for (String broken : new String[] {
            "ws_url: \"wss://host.example/s3cret",
            "ws_url: s3cret: s3cret",
            "\tws_url: wss://host.example/s3cret",
            "ws_url: @s3cret",
            "ws_url: *s3cret",
            "ws_url: [wss://host.example/s3cret",
            "ws_url: !s3cret wss://host.example/s3cret %"
        }) {
            ConfigurationException failure = inYaml(broken);
            assertThat(failure).hasMessageContaining("blockchain.yaml:");
            assertNoSecret(failure);
        }
    }

    @Test
    void yaml_withDoubledName_isRefused() {
        assertThat(inYaml("ws_url: wss://a.example\n    ws_url: wss://b.example"))
                .hasMessageContaining("blockchain.yaml:4")
                .hasMessageContaining("\"ws_url\" is given twice");
    }

    @Test
    void yaml_thatContainsItself_isRefused() {
        assertThat(Sources.withModule(directory).yaml("a: &a\n  b: *a\n").failure())
                .hasMessageContaining("blockchain.yaml:1")
                .hasMessageContaining("nested deeper");
    }

    @Test
    void yaml_thatIsNotUtf8_isRefused() throws Exception {
        Sources sources = Sources.withModule(directory).yaml("");
        Files.write(directory.resolve("config/blockchain.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(sources.failure()).hasMessageContaining("blockchain.yaml").hasMessageContaining("not UTF-8");
    }

    @Test
    void yaml_withControlCharacters_isRefused() {
        assertThat(Sources.withModule(directory).yaml("a: \u0001s3cret\n").failure())
                .hasMessageContaining("characters that YAML does not allow")
                .satisfies(WrongConfigurationTest::assertNoSecret);
    }

    @Test
    void yaml_inBothExtensions_isRefused() {
        assertThat(Sources.withModule(directory)
                        .yaml("")
                        .file("config/blockchain.yml", "")
                        .failure())
                .hasMessageContaining("blockchain.yaml")
                .hasMessageContaining("blockchain.yml")
                .hasMessageContaining("keep one");
    }

    @Test
    void givenFile_thatIsMissingOrOfUnknownKind_isRefused() {
        Sources sources = Sources.withModule(directory).file("given.ini", "").file("folder.conf/x", "");

        assertThat(sources.failure("none.conf"))
                .hasMessageContaining(directory.resolve("none.conf") + " does not exist");
        assertThat(sources.failure("folder.conf")).hasMessageContaining("folder.conf is not a file");
        assertThat(sources.failure("given.ini")).hasMessageContaining("given.ini has an unknown extension");
    }

    @Test
    void reference_thatIsWrong_isNamedByItsPlaceOnTheClassPath() {
        assertThat(new Sources(directory)
                        .reference("\nwindlass.networks.a.b.chain-id = x")
                        .failure())
                .hasMessageContaining("windlass.networks.a.b.chain-id (")
                .hasMessageContaining("reference.conf:2) is \"x\"");
    }

    @Test
    void networkName_thatIsUnknown_isAnsweredWithTheKnownOnesAndTheNearest() {
        BlockchainConfig config = Sources.withModule(directory).load();

        assertThatThrownBy(() -> config.network("ethereum.sepola"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("there is no network \"ethereum.sepola\"; did you mean ethereum.sepolia?"
                        + " known networks: bsc.testnet, ethereum.sepolia");
        assertThatThrownBy(() -> config.network("sepolia")).hasMessageContaining("did you mean ethereum.sepolia?");
        assertThatThrownBy(() -> config.networkConfig("bsc", "zzzzzzzz"))
                .hasMessage("there is no network \"bsc.zzzzzzzz\"; known networks: bsc.testnet, ethereum.sepolia");
    }

    @Test
    void networkName_thatIsAUrl_isNotShown() {
        BlockchainConfig config = Sources.withModule(directory).load();

        assertThatThrownBy(() -> config.network("wss://host.example/s3cret"))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(WrongConfigurationTest::assertNoSecret);
    }

    @Test
    void networkName_whereNoneIsConfigured_isAnsweredWithWhatToAdd() {
        BlockchainConfig config = new Sources(directory).load();

        assertThatThrownBy(() -> config.network("ethereum.sepolia"))
                .hasMessageContaining("none is configured")
                .hasMessageContaining("io.windlass:windlass-network-ethereum");
    }

    /** Nor may a cause hold it: {@code --verbose} prints them all. */
    static void assertNoSecret(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("ConfigurationException").doesNotContain("s3cret");
    }
}

package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BloomTrust;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionSettings;
import io.windlass.NetworkConfig;
import io.windlass.PluginException;
import io.windlass.SystemLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private final CommandRun run = new CommandRun();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    wacth                                | there is no command 'wacth'; did you mean
                    watch --cuont 3                      | --cuont
                    watch --from -5                      | --from takes a block number, earliest or latest, was '-5'
                    watch --from soon                    | --from takes a block number, earliest or latest, was 'soon'
                    watch --confirmations -2             | --confirmations must be 0 or more, was -2
                    watch --name a --url ws://a          | --name needs --state-dir DIR
                    watch --state-dir a                  | --state-dir needs --name ID
                    watch --name a/b --state-dir c --url ws://a | --name takes 1 to 128 letters, digits
                    watch --name a --state-dir b         | --name needs --url or --network: the embedded devnet ends
                    watch pending --from 1               | --from needs blocks, and pending transactions are in none
                    watch pending --confirmations 1      | --confirmations needs blocks
                    watch pending --name a --state-dir b | --name needs blocks
                    watch --immediate                    | --immediate is for logs: heads are shown at once anyway
                    watch pending --immediate            | --immediate is for logs: pending transactions are
                    watch logs --immediate --confirmations 1 | --confirmations after; leave one out
                    watch logs --immediate --url http://a | --url: a node announces logs over ws:// or wss:// only
                    watch pending --url http://a,https://b | pending transactions over ws:// or wss:// only; give its WebSocket URL instead of http://a
                    watch --url ws://a,ws://a            | --url: the endpoint ws://a is there already
                    watch --url ws://a,localhost         | --url: the URL has no scheme
                    watch blocks                         | cannot watch 'blocks'; watch heads, logs or pending
                    watch --count many                   | 'many' is not a long
                    watch --count 0                      | --count must be 1 or more, was 0
                    watch --duration 3                   | --duration takes a number with ms, s, m or h
                    watch logs --topic 0x12              | --topic: a hash must be 0x and 64 hex digits, was '0x12'
                    watch logs --address 0x12            | --address: an address must be 0x and 40 hex digits, was '0x12'
                    watch --address 0xdac17f958d2ee523a2206206994597c13d831ec7 | write windlass watch logs
                    watch --url localhost                | --url: the URL has no scheme
                    watch --url localhost:8545           | --url: the URL has no scheme
                    watch --url 127.0.0.1:8545           | --url: the URL has no scheme
                    watch --url ws://                    | --url: the URL is malformed
                    watch --url ws://a --network b       | give --url or --network, not both
                    watch --config missing.conf --url ws://a | --config: cannot read the file missing.conf
                    watch --plugins missing              | --plugins takes a directory of jars; there is none at missing
                    doctor                               | which node? Give --url URL or --network NAME
                    doctor --url localhost               | --url: the URL has no scheme
                    call                                 | METHOD
                    call eth_chainId                     | which node? Give --url URL or --network NAME
                    call eth_chainId latest --url ws://a | PARAMS-JSON is not JSON at line 1, column
                    call eth_chainId 1 --url ws://a      | wrap the value in brackets: '[1]'
                    call eth_chainId [] x --url ws://a   | 'x'
                    dead-letters                         | list|show|requeue|purge
                    dead-letters list                    | --state-dir
                    dead-letters eat --state-dir a       | cannot eat dead letters; list, show, requeue or purge them
                    dead-letters list --state-dir missing | --state-dir: there is no directory missing
                    dead-letters list 3 --state-dir a    | list takes no IDs; write windlass dead-letters show 3
                    dead-letters list --all --state-dir a | --all is for requeue and purge
                    dead-letters list --state odd --state-dir a | --state takes dead, requeued or retracted, was 'odd'
                    dead-letters show --state-dir a      | show which letters? Give their IDs
                    dead-letters show x --state-dir a    | 'x' is no ID of a letter; IDs are numbers
                    dead-letters requeue --state-dir a   | requeue which letters? Give their IDs, or --all
                    dead-letters requeue 3 --all --state-dir a | give IDs or --all, not both
                    dead-letters requeue --all --state dead --state-dir a | --state is for list and for purge --all
                    dead-letters purge 3 --json --state-dir a | --json is for list and show
                    devnet --port 70000                  | --port must be 0 to 65535, was 70000
                    devnet --chain-id 0                  | --chain-id must be 1 or more, was 0
                    devnet --block-time fast             | --block-time takes a number with ms, s, m or h
                    devnet --logs-per-block -1           | --logs-per-block must be 0 to 100000, was -1
                    """)
    void usageErrors_areOneLineThatHelps(String line, String message) {
        int exitCode = run.run(line.split(" +"));

        assertThat(run.errLines())
                .singleElement()
                .satisfies(said -> assertThat(said)
                        .startsWith("windlass: ")
                        .contains(message)
                        .endsWith("--help)"));
        assertThat(run.out()).isEmpty();
        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void noCommand_showsTheHelpOnStandardErrorAsUsageError() {
        assertThat(run.run()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("watch", "call", "doctor", "devnet", "dead-letters", "networks", "config");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "watch --help",
                "call --help",
                "devnet --help",
                "dead-letters --help",
                "networks --help",
                "doctor --help",
                "config --help",
                "--version"
            })
    void help_goesToStandardOutput(String line) {
        assertThat(run.run(line.split(" "))).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines())
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(80));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void commonOptions_areTakenByEveryCommand() {
        run.manager(FakeManager.with()).run("networks", "--verbose");
        assertThat(run.errLines()).isEmpty();
        assertThat(new CommandRun().manager(FakeManager.with()).run("--verbose", "networks"))
                .isEqualTo(ExitCode.DONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "watch --url node.example/v3/" + KEY,
                "watch wss://node.example/v3/" + KEY,
                "watch node.example/v3/" + KEY,
                "watch --urk=wss://node.example/v3/" + KEY,
                "wss://node.example/v3/" + KEY,
                "watch pending --url https://node.example/v3/" + KEY,
                "watch --url wss://one.example/v3/abcdefabcdefabcd,node.example/v3/" + KEY,
                "watch --url wss://node.example:x/v3/" + KEY,
                "call wss://node.example/v3/" + KEY,
                "call eth_chainId [] wss://node.example/v3/" + KEY,
            })
    void usageErrors_showNoKey(String line) {
        assertThat(run.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isNotEmpty().doesNotContain(KEY);
    }

    @Test
    void connectFails_isOneLineAndFailed() {
        FakeManager manager = FakeManager.failing(new ConnectionFailedException(
                "cannot connect to ws://a:1:\n refused", "ws://a:1", 4, Duration.ofSeconds(1), null));

        assertThat(run.manager(manager).run("watch", "--url", "ws://a:1")).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).containsExactly("windlass: cannot connect to ws://a:1: refused");
        assertThat(manager.isClosed()).isTrue();
    }

    @Test
    void connectFails_withVerbose_addsTheStackTraceWithoutTheKey() {
        FakeManager manager = FakeManager.failing(new ConnectionFailedException(
                "cannot connect",
                "ws://a:1",
                4,
                Duration.ofSeconds(1),
                new IllegalStateException("at ws://a:1/" + KEY)));

        assertThat(run.manager(manager).run("watch", "--verbose", "--url", "ws://a:1/" + KEY))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains("ConnectionFailedException: cannot connect", "\tat io.windlass.cli.")
                .contains("Caused by: java.lang.IllegalStateException: at ws://a:1/…")
                .doesNotContain(KEY);
    }

    @Test
    void schemeThatNoTransportSpeaks_isAUsageError() {
        FakeManager manager = FakeManager.failing(new PluginException("no transport speaks ftp", "ftp", null));

        assertThat(run.manager(manager).run("call", "eth_chainId", "--url", "ftp://a"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run.errLines()).containsExactly("windlass: --url: no transport speaks ftp (windlass call --help)");
    }

    @Test
    void unexpectedFailure_isOneLineThatSaysHowToSeeMore() {
        FakeManager manager = FakeManager.failing(new IllegalStateException("oops"));

        assertThat(run.manager(manager).run("watch", "--url", "ws://a")).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .containsExactly("windlass: internal error: IllegalStateException: oops; --verbose shows where");
    }

    @Test
    void unknownNetwork_isAUsageError_networkWithoutEndpointAFailure() {
        FakeManager manager = FakeManager.with(network("acme.main", List.of()));

        assertThat(run.manager(manager).run("watch", "--network", "acme.test")).isEqualTo(ExitCode.USAGE);
        assertThat(run.errLines())
                .containsExactly("windlass: --network: there is no network acme.test (windlass watch --help)");
        CommandRun second = new CommandRun();
        assertThat(second.manager(manager).run("watch", "--network", "acme.main"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(second.errLines()).containsExactly("windlass: network acme.main has no endpoint; set X_WS_URL");
    }

    @Test
    void networks_showsRedactedEndpointsAndWhatToSet() {
        NetworkConfig old = new NetworkConfig(
                "acme.old", 5, List.of(), List.of(), Optional.empty(), Duration.ofSeconds(2), Optional.of("acme.main"));
        FakeManager manager = FakeManager.with(network("acme.main", List.of("wss://node.example/v3/" + KEY)), old);

        assertThat(run.manager(manager).run("networks")).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("""
                        NETWORK      CHAIN ID  ENDPOINTS
                        acme.main  8453000001  ws    wss://node.example/…
                                               http  none; set ACME_MAIN_RPC_URL
                        acme.old            5  shut down; use acme.main
                        """);
        assertThat(run.errLines())
                .containsExactly(
                        "windlass: set ACME_MAIN_WS_URL or ACME_MAIN_RPC_URL, and likewise for the others, to use your own endpoints");
    }

    @Test
    void config_showsEverythingButSecrets() {
        FakeManager manager = FakeManager.with(network("acme.main", List.of("wss://node.example/v3/" + KEY)));

        assertThat(run.manager(manager).run("config")).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("""
                        windlass.networks.acme.main {
                          chain-id = 8453000001
                          ws-urls = ["wss://node.example/…"]  # ACME_MAIN_WS_URL
                          rpc-urls = []  # ACME_MAIN_RPC_URL
                          block-time = 2s
                          bloom = none
                          system-logs = include
                          reorg-depth = 128
                        }
                        """);
    }

    @Test
    void config_showsTheConnectionSettingsThatWereGiven() {
        NetworkConfig network = new NetworkConfig(
                "acme.main",
                5,
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(2),
                BloomTrust.NONE,
                SystemLogs.INCLUDE,
                1,
                Optional.empty(),
                ConnectionSettings.none()
                        .withEndpoint("timeout", "timeout = 5s", c -> c.timeout(Duration.ofSeconds(5))),
                Optional.empty());

        assertThat(run.manager(FakeManager.with(network)).run("config")).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("  connection.timeout = 5s\n");
    }

    @Test
    void doctor_networkWithoutEndpoint_isAUsageError() {
        FakeManager manager = FakeManager.with(network("acme.main", List.of()));

        assertThat(run.manager(manager).run("doctor", "--network", "acme.main")).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("acme.main has no endpoint; set ACME_MAIN_WS_URL or ACME_MAIN_RPC_URL");
    }

    @Test
    void plugins_directoryWithoutJars_isAUsageError(@TempDir Path empty) {
        assertThat(run.run("networks", "--plugins", empty.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("there is no jar in ");
    }

    private static NetworkConfig network(String name, List<String> wsUrls) {
        return new NetworkConfig(
                name, 8_453_000_001L, wsUrls, List.of(), Optional.empty(), Duration.ofSeconds(2), Optional.empty());
    }
}

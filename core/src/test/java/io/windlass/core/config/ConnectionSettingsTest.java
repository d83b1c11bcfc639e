package io.windlass.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.windlass.Auth;
import io.windlass.Balancing;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionConfig;
import io.windlass.Hash;
import io.windlass.HedgePolicy;
import io.windlass.NetworkConfig;
import io.windlass.PoolConfig;
import io.windlass.ProxyConfig;
import io.windlass.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {
    private static final String SEPOLIA = "windlass.networks.ethereum.sepolia.connection ";

    @TempDir
    Path directory;

    private Sources with(String hocon) {
        return Sources.withModule(directory).application(hocon);
    }

    private NetworkConfig sepolia(String hocon) {
        return with(hocon).load().network("ethereum.sepolia");
    }

    private ConfigurationException wrong(String connection) {
        return with("\n\n" + SEPOLIA + "{\n" + connection + "\n}").failure();
    }

    private static ConnectionConfig endpoint(NetworkConfig network) {
        ConnectionConfig.Builder endpoint = ConnectionConfig.builder("wss://endpoint.example");
        network.connection().applyTo(endpoint);
        return endpoint.build();
    }

    private static PoolConfig group(NetworkConfig network) {
        PoolConfig.Builder group = PoolConfig.builder().endpoint("wss://endpoint.example");
        network.connection().applyTo(group);
        return group.build();
    }

    @Test
    void connection_thatIsNotConfigured_keepsTheDefaults() {
        NetworkConfig network = sepolia("");

        assertThat(network.connection().shown()).isEmpty();
        assertThat(network.genesis()).isEmpty();
        assertThat(endpoint(network))
                .hasToString(ConnectionConfig.of("wss://endpoint.example").toString());
    }

    @Test
    void connection_withEachSettingOfAnEndpoint_setsItsNamesake() {
        ConnectionConfig endpoint = endpoint(sepolia(SEPOLIA + """
                {
                  timeout = 1s
                  request-timeout = 2s
                  max-retries = 0
                  max-reconnects = 7
                  retry-delay = 3ms
                  max-retry-delay = 4s
                  poll-interval = 5s
                  heartbeat-interval = 6s
                  heartbeat-timeout = 7s
                  max-age = 50m
                  close-timeout = 0s
                  max-connections = 8
                  max-message-bytes = 1024
                  headers { X-Api-Key = s3cret, "x.dotted" = 5 }
                  auth.bearer = 0123
                  proxy { host = proxy.example, port = 3128 }
                  batch-window = 2ms
                  max-batch = 9
                  coalescing = true
                  limits {
                    units-per-second = 330
                    burst = 500
                    costs { default = 20, eth_getLogs = 75 }
                    max-in-flight = 10
                    max-subscriptions = 11
                  }
                }
                """));

        assertThat(endpoint.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(endpoint.requestTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(endpoint.maxRetries()).isZero();
        assertThat(endpoint.maxReconnects()).hasValue(7);
        assertThat(endpoint.retryDelay()).isEqualTo(Duration.ofMillis(3));
        assertThat(endpoint.maxRetryDelay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(endpoint.pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(endpoint.heartbeatInterval()).isEqualTo(Duration.ofSeconds(6));
        assertThat(endpoint.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(endpoint.maxAge()).contains(Duration.ofMinutes(50));
        assertThat(endpoint.closeTimeout()).isZero();
        assertThat(endpoint.maxConnections()).isEqualTo(8);
        assertThat(endpoint.maxMessageBytes()).isEqualTo(1024);
        assertThat(endpoint.headers()).containsOnly(entry("X-Api-Key", "s3cret"), entry("x.dotted", "5"));
        assertThat(endpoint.auth().map(Auth::headerValue)).contains("Bearer 0123");
        assertThat(endpoint.proxy()).contains(ProxyConfig.of("proxy.example", 3128));
        assertThat(endpoint.batchWindow()).contains(Duration.ofMillis(2));
        assertThat(endpoint.maxBatch()).isEqualTo(9);
        assertThat(endpoint.coalescing()).isTrue();
        assertThat(endpoint.rateLimit())
                .contains(RateLimit.unitsPerSecond(330, 20, Map.of("eth_getLogs", 75))
                        .withBurst(500));
        assertThat(endpoint.maxInFlight()).hasValue(10);
        assertThat(endpoint.maxSubscriptions()).hasValue(11);
    }

    @Test
    void connection_withEachSettingOfAGroup_setsItsNamesake() {
        PoolConfig group = group(sepolia(SEPOLIA + """
                {
                  hedging { quantile = 0.95, min-delay = 20ms }
                  balancing = round-robin
                  acquire-timeout = 1s
                  attempt-timeout = 2s
                  probe-interval = 3s
                  max-lag = 4
                  stickiness = 0s
                  announcers = 2
                }
                """));

        assertThat(group.hedging()).contains(new HedgePolicy(0.95, Duration.ofMillis(20), 0.1));
        assertThat(group.balancing()).contains(Balancing.ROUND_ROBIN);
        assertThat(group.acquireTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(group.attemptTimeout()).contains(Duration.ofSeconds(2));
        assertThat(group.probeInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(group.maxLag()).isEqualTo(4);
        assertThat(group.stickiness()).isZero();
        assertThat(group.announcers()).isEqualTo(2);
    }

    @Test
    void connectionOfANetwork_goesOverThatOfAllNetworks() {
        Sources sources = with("""
                windlass.connection { timeout = 1s, max-retries = 5, limits.requests-per-second = 10, headers.A = a }
                windlass.networks.ethereum.sepolia.connection { timeout = 2s, limits.units-per-second = 300, headers.B = b }
                """);

        ConnectionConfig sepolia = endpoint(sources.load().network("ethereum.sepolia"));
        assertThat(sepolia.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(sepolia.maxRetries()).isEqualTo(5);
        assertThat(sepolia.rateLimit()).contains(RateLimit.unitsPerSecond(300, 1, Map.of()));
        assertThat(sepolia.headers()).containsOnlyKeys("A", "B");
        ConnectionConfig bsc = endpoint(sources.load().network("bsc.testnet"));
        assertThat(bsc.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(bsc.rateLimit()).contains(RateLimit.requestsPerSecond(10));
    }

    @Test
    void connection_inYaml_isReadInSnakeCaseWithMethodsAndHeadersAsTheyAre() {
        NetworkConfig network = Sources.withModule(directory)
                .application(SEPOLIA + "{ request-timeout = 2s, timeout = 2s }")
                .yaml("""
                        ethereum:
                          sepolia:
                            genesis: "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9"
                            connection:
                              request_timeout: 5s
                              headers: {X_Key: s3cret}
                              limits:
                                units_per_second: 330
                                costs: {default: 20, eth_getLogs: 75}
                        """)
                .load()
                .network("ethereum.sepolia");

        assertThat(endpoint(network).timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(endpoint(network).requestTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(endpoint(network).headers()).containsOnly(entry("X_Key", "s3cret"));
        assertThat(endpoint(network).rateLimit())
                .contains(RateLimit.unitsPerSecond(330, 20, Map.of("eth_getLogs", 75)));
        assertThat(network.genesis())
                .contains(Hash.of("0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9"));
    }

    @Test
    void shown_namesEverySettingAndNoSecret() {
        NetworkConfig network = sepolia(SEPOLIA + """
                {
                  timeout = 5s
                  headers { X-Key = s3cret }
                  auth.basic { username = s3cret, password = s3cret }
                  proxy { host = proxy.example, port = 1, username = s3cret, password = s3cret }
                  limits { requests-per-second = 2.5, max-in-flight = 3 }
                  hedging.quantile = 0.9
                }
                """);

        assertThat(network.connection().shown())
                .containsExactly(
                        "auth { basic { username = \"***\", password = \"***\" } }",
                        "headers { \"X-Key\" = \"***\" }",
                        "hedging { quantile = 0.9, min-delay = 5ms, max-share = 0.1 }",
                        "limits.max-in-flight = 3",
                        "limits { requests-per-second = 2.5, burst = 1 }",
                        "proxy { host = \"proxy.example\", port = 1, username = \"***\", password = \"***\" }",
                        "timeout = 5s");
        assertThat(network.toString() + network.connection()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout = 5                     | timeout            | is 5;        | a duration above 0 with its unit",
                "request-timeout = -1s           | request-timeout    | is \"-1s\"   | a duration above 0 with its unit",
                "close-timeout = soon            | close-timeout      | is \"soon\"  | a duration of 0 or more",
                "max-retries = -1                | max-retries        | is -1        | a whole number from 0 to 2147483647",
                "max-connections = 0             | max-connections    | is 0         | a whole number from 1 to 2147483647",
                "max-message-bytes = 1023        | max-message-bytes  | is 1023      | a whole number from 1024 to",
                "max-batch = 1001                | max-batch          | is 1001      | a whole number from 2 to 1000",
                "batch-window = 2s               | batch-window       | is \"2s\"    | a duration above 0 and up to 1s",
                "coalescing = perhaps            | coalescing         | is \"perhaps\" | true or false",
                "balancing = best                | balancing          | is \"best\"  | priority, power-of-two-choices",
                "limits.units-per-second = 0     | limits.units-per-second | is 0    | a number above 0",
                "limits { units-per-second = 9, burst = 0.5 } | limits.burst | is 0.5  | a number from 1",
                "limits { units-per-second = 9, costs.eth_call = -1 } | limits.costs.eth_call | is -1 | a whole number from 0 to",
                "limits.max-in-flight = many     | limits.max-in-flight | is \"many\" | a whole number from 1",
                "hedging.quantile = 95           | hedging.quantile   | is 95        | a number above 0 and below 1",
                "proxy { host = a, port = 70000 } | proxy.port        | is 70000     | a whole number from 1 to 65535"
            })
    void value_outOfItsRange_isRefusedWithKeyLineValueAndRange(String line, String key, String fault, String legal) {
        assertThat(wrong(line))
                .hasMessageContaining("windlass.networks.ethereum.sepolia.connection." + key + " (")
                .hasMessageContaining("application.conf:4) " + fault)
                .hasMessageContaining("it must be " + legal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits.burst = 5                                         | has a burst or costs without a rate",
                "limits { requests-per-second = 1, units-per-second = 1 } | has two rates",
                "limits { requests-per-second = 1, costs.eth_call = 2 }   | is given with requests-per-second",
                "proxy.host = a                                           | has no port",
                "hedging.max-share = 1                                    | has no quantile",
                "auth {}                                                  | names 0 kinds of credentials",
                "auth.basic.username = a                                  | has no password",
                "retry-delay = 1m                                         | maxRetryDelay must be >= retryDelay"
            })
    void settings_thatDoNotFitTogether_areRefused(String line, String fault) {
        assertThat(wrong(line)).hasMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "timeuot = 1s,                  connection.timeuot,        timeout",
        "limits.max-inflight = 1,       limits.max-inflight,       max-in-flight",
        "maxRetries = 1,                connection.maxRetries,     max-retries"
    })
    void setting_thatIsUnknown_isRefusedWithTheNearest(String line, String key, String meant) {
        assertThat(wrong(line))
                .hasMessageContaining(key + " (")
                .hasMessageContaining("application.conf:4) is not a setting; did you mean " + meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headers = s3cret",
                "headers.A = [s3cret]",
                "headers.A = \"s3cret\\r\\ns3cret\"",
                "headers.\"a b\" = s3cret",
                "auth = s3cret",
                "auth.bearer = [s3cret]",
                "auth { bearer = s3cret, basic { username = s3cret, password = s3cret } }",
                "auth.basic { username = \"s3cret:\", password = s3cret }",
                "auth.basic = s3cret",
                "proxy { host = \"http://u:s3cret@proxy.example\", port = 1 }",
                "proxy { host = a, port = 1, password = s3cret }"
            })
    void secret_inAWrongPlace_isNotShown(String line) {
        ConfigurationException failure = wrong(line);

        assertThat(failure).hasMessageContaining("application.conf:4)");
        WrongConfigurationTest.assertNoSecret(failure);
    }

    @Test
    void connectionOfAllNetworks_thatIsWrong_isRefused() {
        assertThat(with("\nwindlass.connection.timeout = 0s").failure())
                .hasMessageContaining("windlass.connection.timeout (")
                .hasMessageContaining("application.conf:2) is \"0s\"");
        assertThat(with("windlass.connection = 5").failure())
                .hasMessageContaining("is 5; it must be a map of settings");
    }

    @Test
    void genesis_thatIsNoHash_isRefused() {
        assertThat(with("windlass.networks.ethereum.sepolia.genesis = 0x12").failure())
                .hasMessageContaining("ethereum.sepolia.genesis (")
                .hasMessageContaining("is \"0x12\"; it must be a block's hash, 0x and 64 hex digits");
    }
}

package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BloomTrust;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionSettings;
import io.windlass.Hash;
import io.windlass.NetworkConfig;
import io.windlass.SystemLogs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupPlanTest {
    private static final Hash GENESIS = Hash.keccak256(new byte[0]);

    private static NetworkConfig network(ConnectionSettings connection) {
        return new NetworkConfig(
                "acme.main",
                5,
                List.of("wss://a.example"),
                List.of("https://b.example"),
                Optional.empty(),
                Duration.ofSeconds(2),
                BloomTrust.NONE,
                SystemLogs.INCLUDE,
                1,
                Optional.of(GENESIS),
                connection,
                Optional.empty());
    }

    private static List<ConnectionConfig> targets(NetworkConfig network) {
        return GroupPlan.of(network, (of, endpoint) -> {}).stream()
                .map(GroupPlan::target)
                .toList();
    }

    @Test
    void network_withoutSettings_isPolledTwiceABlockAndCheckedByItsIds() {
        assertThat(targets(network(ConnectionSettings.none()))).hasSize(2).allSatisfy(target -> {
            assertThat(target.chainId()).hasValue(5);
            assertThat(target.genesis()).contains(GENESIS);
            assertThat(target.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void network_withSettings_hasThemAtEachEndpoint() {
        ConnectionSettings settings = ConnectionSettings.none()
                .withEndpoint("poll-interval", "", endpoint -> endpoint.pollInterval(Duration.ofSeconds(7)))
                .withEndpoint("max-in-flight", "", endpoint -> endpoint.maxInFlight(3));

        assertThat(targets(network(settings))).hasSize(2).allSatisfy(target -> {
            assertThat(target.pollInterval()).isEqualTo(Duration.ofSeconds(7));
            assertThat(target.maxInFlight()).hasValue(3);
        });
    }

    @Test
    void code_hasTheLastWord() {
        NetworkConfig network = network(
                ConnectionSettings.none().withEndpoint("max-in-flight", "", endpoint -> endpoint.maxInFlight(3)));

        assertThat(GroupPlan.of(
                        network,
                        (of, endpoint) -> endpoint.maxInFlight(of.name().length())))
                .allSatisfy(plan -> assertThat(plan.target().maxInFlight()).hasValue(9));
    }
}

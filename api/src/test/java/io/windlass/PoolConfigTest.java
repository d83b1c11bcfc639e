package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolConfigTest {
    private static final String URL = "https://node.test/v3/secret-key";

    @Test
    void defaults_areThoseOfTheJavadoc() {
        PoolConfig config =
                PoolConfig.builder().endpoint(URL).endpoint("ws://other.test").build();

        assertThat(config.size()).isEqualTo(2);
        assertThat(config.balancing()).isEmpty();
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.probeInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.stickiness()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxLag()).isEqualTo(8);
        assertThat(config.hedging()).isEmpty();
        assertThat(config.attemptTimeout()).isEmpty();
    }

    @Test
    void toString_showsNoSecret() {
        PoolConfig config =
                PoolConfig.builder().endpoint(ConnectionConfig.of(URL), 3).build();

        assertThat(config.toString())
                .contains("https://node.test/… (priority 3)")
                .doesNotContain("secret");
    }

    @Test
    void wrongValues_areRefusedWithRuleAndValue() {
        PoolConfig.Builder builder = PoolConfig.builder();

        assertThatThrownBy(builder::build).hasMessageContaining("needs an endpoint");
        builder.endpoint(URL);
        assertThatThrownBy(() -> builder.endpoint(URL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is there already")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> builder.endpoint(ConnectionConfig.of("ws://two.test"), -1))
                .hasMessageContaining("priority must be >= 0, was -1");
        assertThatThrownBy(() -> builder.size(0)).hasMessageContaining(">= 1, was 0");
        assertThatThrownBy(() -> builder.acquireTimeout(Duration.ZERO)).hasMessageContaining("must be > 0, was PT0S");
        assertThatThrownBy(() -> builder.attemptTimeout(Duration.ZERO)).hasMessageContaining("must be > 0, was PT0S");
        assertThatThrownBy(() -> builder.probeInterval(Duration.ZERO)).hasMessageContaining("must be > 0, was PT0S");
        assertThatThrownBy(() -> builder.stickiness(Duration.ofSeconds(-1))).hasMessageContaining("must be >= 0");
        assertThatThrownBy(() -> builder.maxLag(0)).hasMessageContaining("must be >= 1, was 0");
        assertThatThrownBy(() -> builder.endpoint("ws://two.test").size(1).build())
                .hasMessageContaining("must be >= the number of its endpoints, 2, was 1");
    }

    @Test
    void hedgePolicy_refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> HedgePolicy.afterQuantile(1)).hasMessageContaining("< 1, was 1.0");
        assertThatThrownBy(() -> HedgePolicy.afterQuantile(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new HedgePolicy(0.9, Duration.ofSeconds(-1), 0.1))
                .hasMessageContaining("minDelay must be >= 0");
        assertThatThrownBy(() -> new HedgePolicy(0.9, Duration.ZERO, 0)).hasMessageContaining("maxShare");
    }
}

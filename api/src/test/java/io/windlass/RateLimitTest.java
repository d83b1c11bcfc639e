package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    @ParameterizedTest
    @CsvSource({"0.5, 1", "10, 1", "300, 30"})
    void requestsPerSecond_ofAnyRate_letsATenthGoAtOnce(double perSecond, double burst) {
        RateLimit limit = RateLimit.requestsPerSecond(perSecond);

        assertThat(limit.burst()).isEqualTo(burst);
        assertThat(limit.costOf("eth_call")).isEqualTo(1);
    }

    @Test
    void unitsPerSecond_withATable_chargesByIt() {
        RateLimit limit = RateLimit.unitsPerSecond(330, 26, Map.of("eth_getLogs", 60, "eth_chainId", 0));

        assertThat(limit.costOf("eth_getLogs")).isEqualTo(60);
        assertThat(limit.costOf("eth_chainId")).isZero();
        assertThat(limit.costOf("eth_call")).isEqualTo(26);
        assertThat(limit.withBurst(100).burst()).isEqualTo(100);
    }

    @Test
    void of_valuesOutOfRange_areRefusedWithTheirRule() {
        assertThatThrownBy(() -> RateLimit.requestsPerSecond(-1))
                .hasMessage("perSecond must be > 0 and finite, was -1.0");
        assertThatThrownBy(() -> RateLimit.requestsPerSecond(1).withBurst(0.5))
                .hasMessage("burst must be >= 1 and finite, was 0.5");
        assertThatThrownBy(() -> RateLimit.unitsPerSecond(1, -1, Map.of()))
                .hasMessage("the cost of other methods must be >= 0, was -1");
        assertThatThrownBy(() -> RateLimit.unitsPerSecond(1, 1, Map.of("eth_call", -2)))
                .hasMessage("the cost of eth_call must be >= 0, was -2");
    }
}

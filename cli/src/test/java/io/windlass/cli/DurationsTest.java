package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @Test
    void parse_eachUnit_isRead() {
        assertThat(Durations.parse("--duration", "500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Durations.parse("--duration", "30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(Durations.parse("--duration", "5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Durations.parse("--duration", "1h")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "0s", "1d", "30 s", "12345678901s"})
    void parse_anythingElse_saysWhatToWrite(String text) {
        assertThatThrownBy(() -> Durations.parse("--duration", text))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--duration takes a number with ms, s, m or h, such as 500ms, 30s or 5m; was '" + text + "'");
    }
}

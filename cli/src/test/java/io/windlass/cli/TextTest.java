package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Hash;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "-5000, -5s",
        "-900, 0.0s",
        "0, 0.0s",
        "449, 0.4s",
        "9999, 9.9s",
        "10000, 10s",
        "119999, 119s",
        "120000, 2m",
        "7199000, 119m",
        "7200000, 2h",
        "172800000, 2d"
    })
    void age_growsFromTenthsToDays(long millis, String shown) {
        assertThat(Text.age(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0s", "4250, 4.2s", "59999, 59.9s", "65000, 1m 05s", "7380000, 2h 03m"})
    void elapsed_growsFromSecondsToHours(long millis, String shown) {
        assertThat(Text.elapsed(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    @Test
    void count_saysOneAndMany() {
        assertThat(Text.count(1, "block")).isEqualTo("1 block");
        assertThat(Text.count(0, "block")).isEqualTo("0 blocks");
        assertThat(Text.count(1_234_567, "log")).isEqualTo("1,234,567 logs");
    }

    @Test
    void bytes_growFromBytesToMegabytes() {
        assertThat(Text.bytes(1023)).isEqualTo("1023 B");
        assertThat(Text.bytes(1536)).isEqualTo("1.5 KB");
        assertThat(Text.bytes(3 * 1024 * 1024)).isEqualTo("3.0 MB");
    }

    @Test
    void shorten_keepsBothEnds() {
        assertThat(Text.shorten(Hash.of("0x12345678" + "0".repeat(50) + "abcdef")))
                .isEqualTo("0x12345678…abcdef");
        assertThat(Text.shorten(FakeLog.CONTRACT)).isEqualTo("0xdac1…1ec7");
    }
}

package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private static Optional<Duration> parse(String value) {
        return RetryAfter.of(HttpHeaders.of(Map.of("Retry-After", List.of(value)), (n, v) -> true), CLOCK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|PT0S",
                " 120 |PT2M",
                "Thu, 01 Jan 2026 00:00:10 GMT|PT10S",
                "Wed, 31 Dec 2025 23:59:00 GMT|PT0S",
                "999999999999|PT24H",
                "Fri, 01 Jan 2100 00:00:00 GMT|PT24H"
            })
    void value_isTheTimeToWait(String value, Duration wait) {
        assertThat(parse(value)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "99999999999999999999", "2026-01-01T00:00:10Z"})
    void nonsense_isIgnored(String value) {
        assertThat(parse(value)).isEmpty();
    }

    @Test
    void missingHeader_isNothing() {
        assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (n, v) -> true), CLOCK))
                .isEmpty();
    }
}

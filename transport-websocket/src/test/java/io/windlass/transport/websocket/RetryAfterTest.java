package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    private static HttpHeaders header(String value) {
        return new DefaultHttpHeaders().set("Retry-After", value);
    }

    @Test
    void of_seconds_isThatLong() {
        assertThat(RetryAfter.of(header("120"), NOW)).contains(Duration.ofMinutes(2));
    }

    @Test
    void of_dateWithoutTheServersDate_isMeasuredAgainstTheLocalClock() {
        assertThat(RetryAfter.of(header("Wed, 21 Oct 2015 07:30:00 GMT"), NOW)).contains(Duration.ofMinutes(2));
    }

    @Test
    void of_dateWithTheServersDate_isMeasuredAgainstThat() {
        HttpHeaders headers = header("Wed, 21 Oct 2015 07:30:00 GMT").set("Date", "Wed, 21 Oct 2015 07:29:00 GMT");

        assertThat(RetryAfter.of(headers, NOW)).contains(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "86401", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void of_moreThanADay_isADay(String value) {
        assertThat(RetryAfter.of(header(value), NOW)).contains(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999"})
    void of_nonsense_isNothing(String value) {
        assertThat(RetryAfter.of(header(value), NOW)).isEmpty();
    }

    @Test
    void of_noHeader_isNothing() {
        assertThat(RetryAfter.of(new DefaultHttpHeaders(), NOW)).isEmpty();
    }
}

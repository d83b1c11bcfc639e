package io.windlass.transport.websocket;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header of RFC 9110 section 10.2.3: seconds or a date. */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    /** A longer wait is a mistake of the peer, or the sum of it and a clock would overflow. */
    private static final Duration MOST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * How long the server asks to wait, at most a day. A date is measured against the server's own {@code Date}, so that clocks that differ
     * do no harm.
     *
     * @param now the local time, used where the server sends no date
     */
    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        String value = headers.get(HttpHeaderNames.RETRY_AFTER);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.length() > MOST_DIGITS
                    ? Optional.empty()
                    : Optional.of(atMostADay(Duration.ofSeconds(Long.parseLong(text))));
        }
        Instant until = parse(text);
        if (until == null) {
            return Optional.empty();
        }
        Instant date = parse(headers.get(HttpHeaderNames.DATE));
        Duration wait = Duration.between(date == null ? now : date, until);
        return Optional.of(wait.isNegative() ? Duration.ZERO : atMostADay(wait));
    }

    private static Duration atMostADay(Duration wait) {
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    private static @Nullable Instant parse(@Nullable String date) {
        Date parsed = date == null ? null : DateFormatter.parseHttpDate(date);
        return parsed == null ? null : parsed.toInstant();
    }
}

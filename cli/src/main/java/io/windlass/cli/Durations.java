package io.windlass.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
final class Durations {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

    private Durations() {}

    /** @throws UsageException if the text is anything else, or no time at all */
    static Duration parse(String option, String text) {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches() || Long.parseLong(format.group(1)) == 0) {
            throw new UsageException(
                    option + " takes a number with ms, s, m or h, such as 500ms, 30s or 5m; was '" + text + "'");
        }
        long amount = Long.parseLong(format.group(1));
        return switch (format.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}

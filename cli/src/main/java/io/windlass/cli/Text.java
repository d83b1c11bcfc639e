package io.windlass.cli;

import io.windlass.Address;
import io.windlass.Hash;
import java.time.Duration;
import java.util.Locale;

/** How values are written for people. */
final class Text {
    private Text() {}

    /** {@code 0x1234abcd…567890}. */
    static String shorten(Hash hash) {
        String hex = hash.toHex();
        return hex.substring(0, 10) + "…" + hex.substring(hex.length() - 6);
    }

    /** {@code 0x1234…abcd}. */
    static String shorten(Address address) {
        String hex = address.toHex();
        return hex.substring(0, 6) + "…" + hex.substring(hex.length() - 4);
    }

    /** {@code 19,449,567}. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 block}, {@code 2 blocks}. */
    static String count(long value, String noun) {
        return number(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** {@code 512 B}, {@code 1.5 KB}. */
    static String bytes(int value) {
        return value < 1024
                ? value + " B"
                : value < 1024 * 1024
                        ? String.format(Locale.ROOT, "%.1f KB", value / 1024.0)
                        : String.format(Locale.ROOT, "%.1f MB", value / (1024.0 * 1024));
    }

    /** {@code 0.4s}, {@code 12s}, {@code 3m}, {@code 5h}, {@code 400d}; what lies less than a second ahead is now. */
    static String age(Duration age) {
        long millis = age.toMillis();
        if (millis < -1000) {
            return millis / 1000 + "s";
        }
        if (millis < 10_000) {
            return seconds(Math.max(0, millis));
        }
        long seconds = millis / 1000;
        if (seconds < 120) {
            return seconds + "s";
        }
        return seconds < 7200 ? seconds / 60 + "m" : seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    /** {@code 0.3 ms}, {@code 12 ms}. */
    static String millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    /** {@code 4.2s}, {@code 1m 05s}, {@code 2h 03m}. */
    static String elapsed(Duration elapsed) {
        long seconds = elapsed.toSeconds();
        if (seconds < 60) {
            return seconds(elapsed.toMillis());
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds / 60 % 60);
    }

    /** With one digit, cut off and not rounded, so that a second is never announced early. */
    private static String seconds(long millis) {
        return millis / 1000 + "." + millis / 100 % 10 + "s";
    }
}

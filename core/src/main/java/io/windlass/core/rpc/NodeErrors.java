package io.windlass.core.rpc;

import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.spi.NodeErrorClass;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes' errors. Codes alone say little, since providers use the same code for different things: what decides is mostly
 * the text. The texts are those of Alchemy, Ankr, BlockPI, Chainstack, dRPC, Infura, QuickNode and others, and of geth, reth,
 * Besu, Erigon, Nethermind and proxyd, as of 2026.
 */
public final class NodeErrors {
    /** What of a text is looked at: servers may quote a whole request. */
    private static final int LOOKED_AT = 2_000;

    /** A longer pause is a mistake, or no rate limit. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private static final Pattern BACKOFF = Pattern.compile("\"backoff_seconds\"\\s*:\\s*\"?(\\d{1,9}(?:\\.\\d{1,9})?)");

    private static final Pattern RETRY_IN = Pattern.compile(
            "(?:retry|try[ _]again)[ _](?:after|in)[\"': ]{1,4}(\\d{1,9}(?:\\.\\d{1,9})?) ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?)?\\b");

    private NodeErrors() {}

    /** What the error means. Pure. */
    public static NodeErrorClass classify(RpcError error) {
        return ErrorTable.classify(error.code(), text(error), data(error));
    }

    /**
     * What an error of the class {@link NodeErrorClass#RANGE_TOO_LARGE} says about ranges that would be taken; empty if it says
     * nothing, then half the range is worth a try. Pure.
     */
    public static Optional<RangeHint> rangeHint(RpcError error) {
        String data = data(error);
        return RangeTexts.hint(data.isEmpty() ? text(error) : text(error) + " " + data);
    }

    /** How long an error of the class {@link NodeErrorClass#RATE_LIMITED} asks to wait, at most a day. Pure. */
    public static Optional<Duration> pauseAsked(RpcError error) {
        Matcher backoff = BACKOFF.matcher(data(error));
        if (backoff.find()) {
            return Optional.of(pause(backoff.group(1), 1_000));
        }
        Matcher words = RETRY_IN.matcher(text(error) + " " + data(error));
        return words.find() ? Optional.of(pause(words.group(1), millisOf(words.group(2)))) : Optional.empty();
    }

    private static double millisOf(@Nullable String unit) {
        if (unit == null || unit.startsWith("s")) {
            return 1_000;
        }
        return unit.startsWith("ms") || unit.startsWith("milli") ? 1 : 60_000;
    }

    private static Duration pause(String number, double millis) {
        Duration asked = Duration.ofMillis((long) (Double.parseDouble(number) * millis));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private static String text(RpcError error) {
        return start(error.message()).toLowerCase(Locale.ROOT);
    }

    private static String data(RpcError error) {
        return error.data().map(Json::text).map(NodeErrors::start).orElse("").toLowerCase(Locale.ROOT);
    }

    private static String start(String text) {
        return text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
    }
}

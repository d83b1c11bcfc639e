package io.windlass.core.rpc;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways in which nodes refuse a range of blocks. All texts are in lower case. */
final class RangeTexts {
    private static final String NUMBER = "(\\d[\\d,]{0,11})(k?)\\b";

    /** Infura and Alchemy: {@code [0x.., 0x..]}. */
    private static final Pattern HEX_RANGE = Pattern.compile("\\[ ?(0x[0-9a-f]{1,15}) ?, ?(0x[0-9a-f]{1,15}) ?\\]");

    /** reth: {@code retry with the range 100-200}. */
    private static final Pattern DECIMAL_RANGE = Pattern.compile("retry with the range (\\d{1,15})-(\\d{1,15})");

    /** Those that say how many blocks are allowed. */
    private static final List<Pattern> WITH_NUMBER = List.of(
            Pattern.compile("requested too many blocks from .{1,40}maximum is set to " + NUMBER),
            Pattern.compile("max(?:imum)? (?:block )?range:? " + NUMBER),
            Pattern.compile("maximum allowed number of requested blocks is " + NUMBER),
            Pattern.compile("limited to (?:an? )?" + NUMBER),
            Pattern.compile("exceeds the range allowed for your plan \\(\\d[\\d,]{0,11} > " + NUMBER),
            Pattern.compile("limit the query to at most " + NUMBER),
            Pattern.compile("exceeds? max(?:imum)? block range:? " + NUMBER),
            Pattern.compile("block range (?:greater than|exceeds) " + NUMBER),
            Pattern.compile("range is too large, max is " + NUMBER),
            Pattern.compile("query must be smaller than size " + NUMBER),
            Pattern.compile("block range is too (?:wide|large) \\(maximum " + NUMBER),
            Pattern.compile("up to an? " + NUMBER + "(?:-| )block range"),
            Pattern.compile("maximum \\[from, to\\] blocks distance: " + NUMBER),
            Pattern.compile("ranges over " + NUMBER + " blocks are not supported"),
            Pattern.compile("exceeded max(?:imum)? range limit for eth_getlogs: " + NUMBER));

    /** Those that say no more than that it is too much. */
    private static final List<String> WITHOUT_NUMBER = List.of(
            "block range limit exceeded",
            "block range too large",
            "block range is too large",
            "block range is too wide",
            "range is too large",
            "range too large",
            "range limit for eth_getlogs",
            "requested range exceeds maximum",
            "exceeds the range allowed",
            "exceed max block range",
            "logs matched by query exceeds limit",
            "query exceeds max results",
            "query exceeds max block range",
            "log response size exceeded",
            "try with this block range",
            "this block range should work",
            "reduce the block range",
            "reducing your block range",
            "reduce your block range",
            "use a smaller block range",
            "specify less number of address");

    /** {@code query returned more than 10000 results}. */
    private static final Pattern TOO_MANY_RESULTS = Pattern.compile("returned more than [\\d,]{1,12} (?:results|logs)");

    private RangeTexts() {}

    /** True for a refusal of a range. */
    static boolean isRefusal(int code, String text) {
        if (code == -32614 // QuickNode keeps this code for it
                || WITHOUT_NUMBER.stream().anyMatch(text::contains)
                || TOO_MANY_RESULTS.matcher(text).find()) {
            return true;
        }
        // "limited to 10" alone may mean calls
        boolean ofBlocks = text.contains("range") || text.contains("block") || text.contains("query must be");
        return ofBlocks
                && WITH_NUMBER.stream()
                        .anyMatch(pattern -> pattern.matcher(text).find());
    }

    static Optional<RangeHint> hint(String text) {
        Matcher hex = HEX_RANGE.matcher(text);
        if (text.contains("block range") && hex.find()) {
            return blocks(Long.decode(hex.group(1)), Long.decode(hex.group(2)));
        }
        Matcher decimal = DECIMAL_RANGE.matcher(text);
        if (decimal.find()) {
            return blocks(Long.parseLong(decimal.group(1)), Long.parseLong(decimal.group(2)));
        }
        for (Pattern pattern : WITH_NUMBER) {
            Matcher number = pattern.matcher(text);
            if (number.find()) {
                return atMost(number.group(1), number.group(2));
            }
        }
        return Optional.empty();
    }

    private static Optional<RangeHint> blocks(long from, long to) {
        return from <= to ? Optional.of(new RangeHint.Blocks(from, to)) : Optional.empty();
    }

    private static Optional<RangeHint> atMost(String digits, String thousands) {
        long blocks = Long.parseLong(digits.replace(",", "")) * (thousands.isEmpty() ? 1 : 1_000);
        return blocks > 0 ? Optional.of(new RangeHint.AtMost(blocks)) : Optional.empty();
    }
}

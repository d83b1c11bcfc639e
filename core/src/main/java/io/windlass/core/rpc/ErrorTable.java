package io.windlass.core.rpc;

import io.windlass.spi.NodeErrorClass;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which texts and codes belong to which {@link NodeErrorClass}. The first rule that fits decides, so the order is part of the
 * table: what may quote a stranger's words comes first, and a class that another's words contain comes after it.
 */
final class ErrorTable {
    /** Decides for or against one class; text and data are in lower case. */
    @FunctionalInterface
    private interface Test {
        boolean fits(int code, String text, String data);
    }

    private record Rule(NodeErrorClass meaning, Test test) {}

    private static final Pattern BATCH_LIMIT = Pattern.compile(
            "batch.{0,80}(?:too large|too big|too many|exceed|limit|max|size|not supported|unsupported|not allowed|disabled)"
                    + "|(?:exceed|max|too large|too many|limit|not support|unsupported).{0,60}batch");

    /** Anything that is counted for longer than a call lives. */
    private static final Pattern LONG_QUOTA = Pattern.compile(
            "(?:daily|monthly|month|day).{0,40}(?:limit|quota|count|capacity)|(?:limit|quota|capacity).{0,40}(?:daily|monthly|per day|per month)");

    private static final Pattern HASH_NOT_FOUND =
            Pattern.compile("block (?:with )?(?:hash |number |#)?0x[0-9a-f]+ not found");

    private static final List<Rule> RULES = List.of(
            // a contract's reason can say anything, "rate limit exceeded" included
            rule(NodeErrorClass.REVERTED, (code, text, data) -> code == 3),
            words(
                    NodeErrorClass.REVERTED,
                    "execution reverted",
                    "vm execution error",
                    "vm exception while processing",
                    "reverted"),
            // credits that come back every second are a rate
            words(NodeErrorClass.RATE_LIMITED, "credits per second", "credits/second"),
            words(
                    NodeErrorClass.QUOTA_EXHAUSTED,
                    "credits",
                    "billing",
                    "payment required",
                    "quota exceeded",
                    "exceeded your quota"),
            rule(
                    NodeErrorClass.QUOTA_EXHAUSTED,
                    (code, text, data) -> LONG_QUOTA.matcher(text).find()),
            rule(
                    NodeErrorClass.BATCH_REFUSED,
                    (code, text, data) -> BATCH_LIMIT.matcher(text).find()),
            // on OP chains one sender's transactions are limited, not the endpoint's calls
            words(NodeErrorClass.OTHER, "sender is over rate limit"),
            rule(NodeErrorClass.RANGE_TOO_LARGE, (code, text, data) -> RangeTexts.isRefusal(code, text)),
            rule(
                    NodeErrorClass.RATE_LIMITED,
                    (code, text, data) ->
                            code == 429 || data.contains("backoff_seconds") || data.contains("try_again_in")),
            words(
                    NodeErrorClass.RATE_LIMITED,
                    "rate limit",
                    "ratelimit",
                    "rate-limit",
                    "rate exceeded",
                    "request limit reached",
                    "requests per second",
                    "request per second",
                    "calls per second",
                    "compute units per second",
                    "too many request",
                    "rps limit",
                    "too many concurrent requests",
                    "number of concurrent requests",
                    "throughput limit",
                    "throttle",
                    "server is busy",
                    "exceeded the limit of requests"),
            rule(
                    NodeErrorClass.RATE_LIMITED,
                    (code, text, data) -> (code == -32007 || code == -32009) && text.contains("limited to")),
            // EIP-1474 calls -32005 "limit exceeded", and so do those who have nothing more to say
            rule(
                    NodeErrorClass.RATE_LIMITED,
                    (code, text, data) -> code == -32005 && text.strip().equals("limit exceeded")),
            words(
                    NodeErrorClass.RESPONSE_TOO_LARGE,
                    "response too large",
                    "response is too big",
                    "response is too large",
                    "response size should not",
                    "response size exceed",
                    "response exceeds"),
            words(
                    NodeErrorClass.TIMEOUT,
                    "query timeout exceeded",
                    "request timed out",
                    "execution timeout",
                    "execution aborted (timeout",
                    "deadline exceeded",
                    "timed out",
                    "timeout"),
            words(
                    NodeErrorClass.HISTORY_UNAVAILABLE,
                    "missing trie node",
                    "pruned",
                    "historical state",
                    "state is not available",
                    "state not available",
                    "no state available",
                    "archive node",
                    "history is not available",
                    "history unavailable"),
            words(
                    NodeErrorClass.LAGGING,
                    "header not found",
                    "header for hash not found",
                    "unknown block",
                    "block not found",
                    "not processed yet",
                    "could not find block",
                    "cannot find block",
                    "beyond current head",
                    "after last accepted block",
                    "block is not available yet"),
            rule(
                    NodeErrorClass.LAGGING,
                    (code, text, data) -> HASH_NOT_FOUND.matcher(text).find()),
            words(
                    NodeErrorClass.UNAVAILABLE,
                    "no backend is currently healthy",
                    "no backends available",
                    "backend is offline",
                    "backend offline",
                    "service unavailable",
                    "temporarily unavailable"),
            rule(
                    NodeErrorClass.METHOD_UNSUPPORTED,
                    (code, text, data) -> code == -32601 || code == -32004 || code == -32612 || code == -32613),
            words(
                    NodeErrorClass.METHOD_UNSUPPORTED,
                    "method not found",
                    "unsupported method",
                    "method is not supported",
                    "method not supported",
                    "method is not available",
                    "does not exist/is not available",
                    "notifications not supported"),
            rule(
                    NodeErrorClass.INVALID_PARAMS,
                    (code, text, data) -> code == -32602 || code == -32600 || code == -32700),
            words(
                    NodeErrorClass.INVALID_PARAMS,
                    "invalid argument",
                    "missing value for required argument",
                    "invalid params"),
            // QuickNode's and proxyd's codes for it, whatever their words
            rule(NodeErrorClass.RATE_LIMITED, (code, text, data) -> code == -32007 || code == -32016));

    private ErrorTable() {}

    private static Rule rule(NodeErrorClass meaning, Test test) {
        return new Rule(meaning, test);
    }

    private static Rule words(NodeErrorClass meaning, String... any) {
        List<String> phrases = List.of(any);
        return new Rule(meaning, (code, text, data) -> phrases.stream().anyMatch(text::contains));
    }

    static NodeErrorClass classify(int code, String text, String data) {
        for (Rule rule : RULES) {
            if (rule.test().fits(code, text, data)) {
                return rule.meaning();
            }
        }
        return NodeErrorClass.OTHER;
    }
}

package io.windlass.core.codec;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random JSON texts, and random values that a call may have as parameters. */
final class JsonArbitraries {
    private static final String NAMES = "id result error method params subscription code message data jsonrpc";

    private JsonArbitraries() {}

    /** Any JSON text, with white space, escapes and characters of every length, some levels deep. */
    static Arbitrary<String> texts() {
        return texts(4);
    }

    private static Arbitrary<String> texts(int levels) {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                strings(),
                Arbitraries.of("true", "false", "null", "0", "-0", "1", "12.50", "-3e7", "2E-2", "1e+9", "0.0"),
                Arbitraries.longs().map(Object::toString),
                Arbitraries.bigIntegers().map(Object::toString),
                Arbitraries.strings()
                        .withChars("0123456789abcdef")
                        .ofMaxLength(130)
                        .map(h -> "\"0x" + h + "\""));
        if (levels == 0) {
            return scalar;
        }
        Arbitrary<String> below = Arbitraries.lazy(() -> texts(levels - 1));
        Arbitrary<String> array = below.list().ofMaxSize(4).map(e -> "[" + String.join(",", e) + "]");
        Arbitrary<String> object = Combinators.combine(names(), spaces(), below)
                .as((name, space, value) -> space + name + space + ":" + space + value + space)
                .list()
                .ofMaxSize(5)
                .map(m -> "{" + String.join(",", m) + "}");
        return Arbitraries.oneOf(scalar, array, object);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(Arbitraries.of(NAMES.split(" ")).map(n -> "\"" + n + "\""), strings());
    }

    private static Arbitrary<String> spaces() {
        return Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(2);
    }

    private static Arbitrary<String> strings() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of("\\n", "\\t", "\\r", "\\b", "\\f", "\\/", "\\\\", "\\\"", "\\u0069", "\\uD83d\\ude00"),
                Arbitraries.of("a", "id", "0123456789abcdef", "é", "链", "😀", "\u007f", "\u2028"));
        return piece.list().ofMaxSize(8).map(p -> "\"" + String.join("", p) + "\"");
    }

    /** An envelope, a batch of them, or something near. */
    static Arbitrary<String> messages() {
        Arbitrary<String> envelope = Combinators.combine(
                        texts(2), Arbitraries.integers().between(0, 5))
                .as((value, shape) -> switch (shape) {
                    case 0 -> "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + value + "}";
                    case 1 -> "{\"id\":7,\"error\":{\"code\":-32000,\"message\":\"no\",\"data\":" + value + "}}";
                    case 2 -> "{\"id\":null,\"error\":" + value + "}";
                    case 3 ->
                        "{\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0x1\",\"result\":" + value
                                + "}}";
                    case 4 -> "{\"params\":{\"result\":" + value + ",\"subscription\":" + value + "},\"method\":\"x\"}";
                    default -> value;
                });
        return Arbitraries.oneOf(envelope, envelope.list().ofMaxSize(3).map(e -> "[" + String.join(" , ", e) + "]"));
    }

    /** What a call may have as a parameter, {@code Json} and {@code BlockRef} aside. */
    static Arbitrary<Object> params() {
        return params(3);
    }

    private static Arbitrary<Object> params(int levels) {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                        Arbitraries.strings().all().ofMaxLength(20).map(Object.class::cast),
                        Arbitraries.of(true, false).map(Object.class::cast),
                        Arbitraries.integers().map(Object.class::cast),
                        Arbitraries.longs().map(Object.class::cast),
                        Arbitraries.bigIntegers().map(Object.class::cast),
                        words(32).map(Hash::of),
                        words(20).map(b -> Address.of(Bytes.of(b).toHex())),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::of))
                .injectNull(0.1);
        if (levels == 0) {
            return scalar;
        }
        Arbitrary<Object> below = Arbitraries.lazy(() -> params(levels - 1));
        return Arbitraries.oneOf(
                scalar,
                below.list().ofMaxSize(4).map(Object.class::cast),
                Arbitraries.maps(Arbitraries.strings().all().ofMaxLength(12), below)
                        .ofMaxSize(4)
                        .map(Object.class::cast));
    }

    private static Arbitrary<byte[]> words(int size) {
        return Arbitraries.bytes().array(byte[].class).ofSize(size);
    }

    /** A parameter as it is after a trip through JSON: hex text for data, BigInteger for numbers. */
    static Object asJson(Object param) {
        if (param instanceof Integer || param instanceof Long) {
            return BigInteger.valueOf(((Number) param).longValue());
        } else if (param instanceof Hash || param instanceof Address || param instanceof Bytes) {
            return param.toString();
        } else if (param instanceof List<?> elements) {
            List<Object> out = new ArrayList<>();
            elements.forEach(e -> out.add(asJson(e)));
            return out;
        } else if (param instanceof Map<?, ?> members) {
            Map<String, Object> out = new LinkedHashMap<>();
            members.forEach((name, value) -> out.put((String) name, asJson(value)));
            return out;
        }
        return param;
    }
}

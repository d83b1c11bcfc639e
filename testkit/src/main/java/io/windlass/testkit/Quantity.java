package io.windlass.testkit;

import java.math.BigInteger;

/** Numbers as JSON-RPC writes them: {@code 0x} and hex digits without leading zeroes. */
final class Quantity {
    private Quantity() {}

    static String of(long value) {
        return "0x" + Long.toHexString(value);
    }

    static String of(BigInteger value) {
        return "0x" + value.toString(16);
    }

    /**
     * Reads a number that fits into 63 bits.
     *
     * @throws IllegalArgumentException with geth's wording, if the text is none
     */
    static long parse(String text) {
        return parseBig(text).longValueExact();
    }

    static BigInteger parseBig(String text) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException("hex string without 0x prefix");
        }
        String digits = text.substring(2);
        if (digits.isEmpty()) {
            throw new IllegalArgumentException("hex string \"0x\"");
        }
        if (!digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new IllegalArgumentException("invalid hex string");
        }
        return new BigInteger(digits, 16);
    }
}

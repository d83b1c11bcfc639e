package io.windlass.transport.websocket;

/** Keeps what ends a header out of its value, so that a value cannot smuggle in another header. */
final class HeaderValue {
    private HeaderValue() {}

    /** @throws IllegalArgumentException if the value holds control characters; the message does not show it */
    static String checked(String name, String value) {
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
            throw new IllegalArgumentException("the value of header " + name
                    + " holds a line break or another control character; check headers and auth");
        }
        return value;
    }
}

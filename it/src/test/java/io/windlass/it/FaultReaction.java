package io.windlass.it;

/** What a request or upgrade meets in place of the node. */
sealed interface FaultReaction {
    /** It is read and never answered. */
    record Hang() implements FaultReaction {}

    /** It is answered with an HTTP status and headers, each one line. */
    record Status(int code, String... headers) implements FaultReaction {}
}

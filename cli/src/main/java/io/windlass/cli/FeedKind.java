package io.windlass.cli;

import java.util.Locale;

/** What can be watched. */
enum FeedKind {
    HEADS("block"),
    LOGS("log"),
    PENDING("transaction");

    private final String noun;

    FeedKind(String noun) {
        this.noun = noun;
    }

    /** What one of its events is. */
    String noun() {
        return noun;
    }

    static FeedKind parse(String text) {
        for (FeedKind kind : values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw new UsageException("cannot watch '" + text + "'; watch heads, logs or pending");
    }
}

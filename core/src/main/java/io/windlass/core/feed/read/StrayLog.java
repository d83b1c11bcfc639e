package io.windlass.core.feed.read;

/** A range of logs has one that does not belong to it. */
final class StrayLog extends NotYetThere {
    private static final long serialVersionUID = 1L;

    StrayLog(String message) {
        super(message);
    }
}

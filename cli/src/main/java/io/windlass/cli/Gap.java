package io.windlass.cli;

import io.windlass.FeedGap;

/**
 * What a feed that cannot be read again has missed. Such a feed has no positions on the chain, so a gap is told by the clock.
 *
 * @param from when the output was last known to be complete, in seconds of Unix time
 * @param to when the gap was noticed, in seconds of Unix time
 * @param reason why there is one
 * @param events how many events are missing; 0 if nobody knows
 */
record Gap(long from, long to, FeedGap.Reason reason, long events) {
    /** For people. */
    String text() {
        String missing = events == 0 ? "transactions" : Text.count(events, "transaction");
        return switch (reason) {
            case OVERFLOW -> "warning: " + missing + " dropped, since the output is read too slowly";
            case RECONNECT -> "warning: " + missing + " may be missing: the link was lost for a while";
        };
    }
}

package io.windlass;

/**
 * Something that a feed that cannot be read again has missed.
 *
 * @param reason what happened
 * @param events how many events were dropped; 0 if it is not known, as when no link was up
 */
public record FeedGap(Reason reason, long events) {
    /** Why there is a gap. */
    public enum Reason {
        /** The handler was slower than the events; the oldest were dropped. */
        OVERFLOW,
        /** No link was up, or the subscription was made anew. */
        RECONNECT
    }
}

package io.windlass;

import java.time.Duration;

/**
 * When a batch is handed over: when it is full, or when its oldest event has waited long enough, whichever comes first. Earlier
 * where waiting would gain nothing: before a removal, at the end of the feed or of everything, and when no more fits into the
 * subscription's buffer.
 *
 * @param maxSize how many events a batch has at most, 1 to 100,000
 * @param maxWait how long an event waits for more at most, 0 or more; 0 hands over what is there
 */
public record BatchPolicy(int maxSize, Duration maxWait) {
    private static final int LARGEST = 100_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public BatchPolicy {
        if (maxSize < 1 || maxSize > LARGEST) {
            throw new IllegalArgumentException("maxSize must be 1 to " + LARGEST + ", was " + maxSize);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait must be >= 0, was " + maxWait);
        }
    }

    /** Up to so many events; an event waits for more no longer than this. */
    public static BatchPolicy of(int maxSize, Duration maxWait) {
        return new BatchPolicy(maxSize, maxWait);
    }
}

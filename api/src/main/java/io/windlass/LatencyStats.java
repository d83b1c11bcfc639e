package io.windlass;

import java.time.Duration;

/**
 * How long things took. Precise to one percent; for several connections taken together each quantile is the largest of theirs.
 *
 * @param count how many were measured
 * @param p50 half took no longer
 * @param p90 nine of ten took no longer
 * @param p99 99 of 100 took no longer
 * @param max none took longer
 */
public record LatencyStats(long count, Duration p50, Duration p90, Duration p99, Duration max) {
    /** Nothing was measured. */
    public static final LatencyStats NONE =
            new LatencyStats(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}

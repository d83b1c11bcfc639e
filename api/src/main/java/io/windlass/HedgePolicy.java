package io.windlass;

import java.time.Duration;

/**
 * When a call that only reads is made a second time, elsewhere, because its answer is late: the first answer wins, the other
 * call is given up. It cuts the latency of the slowest calls at the cost of some more calls.
 *
 * @param quantile how late: later than this part of the recent calls, over 0 and under 1
 * @param minDelay never earlier than this, however fast the endpoints are
 * @param maxShare the second calls are at most this part of all calls, over 0 and up to 1
 */
public record HedgePolicy(double quantile, Duration minDelay, double maxShare) {
    /** Checks the ranges. */
    public HedgePolicy {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("quantile must be > 0 and < 1, was " + quantile);
        }
        if (minDelay.isNegative()) {
            throw new IllegalArgumentException("minDelay must be >= 0, was " + minDelay);
        }
        if (!(maxShare > 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare must be > 0 and <= 1, was " + maxShare);
        }
    }

    /** After the given quantile of the recent latencies, 5 ms at least, for 10 % of the calls at most. */
    public static HedgePolicy afterQuantile(double quantile) {
        return new HedgePolicy(quantile, Duration.ofMillis(5), 0.1);
    }
}

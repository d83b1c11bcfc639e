package io.windlass.core.pool;

/**
 * An average of latencies that weighs what is old the less the more time has passed: after ten seconds a third is left of it.
 * Thread-safe.
 */
final class Ewma {
    private static final double TAU_NANOS = 10e9;

    /** One that follows at once still counts this much, or a burst of slow answers would go unseen. */
    private static final double LEAST_WEIGHT = 0.05;

    /** What follows within this time has the least weight. */
    private static final long AT_ONCE_NANOS = (long) (-Math.log(1 - LEAST_WEIGHT) * TAU_NANOS);

    /** An average is as good as new for so long. */
    private static final long REST_NANOS = 1_000_000_000L;

    // read without a lock, by every call: an average with the time of the one before it does no harm
    private volatile double average;
    private volatile long atNanos;
    private volatile boolean any;

    synchronized void add(long latencyNanos, long nowNanos) {
        if (!any) {
            average = latencyNanos;
        } else {
            long since = nowNanos - atNanos;
            double weight = since <= AT_ONCE_NANOS ? LEAST_WEIGHT : 1 - Math.exp(-since / TAU_NANOS);
            average = average * (1 - weight) + latencyNanos * weight;
        }
        atNanos = nowNanos;
        any = true;
    }

    /** The average, or 0 before the first. */
    long nanos() {
        return (long) average;
    }

    /**
     * The average, the smaller the longer nothing was added: who was slow long ago may be worth another try. 0 only before the
     * first.
     */
    long nanos(long nowNanos) {
        long silence = nowNanos - atNanos;
        if (!any || silence < REST_NANOS) {
            return (long) average;
        }
        return Math.max(1, (long) (average * Math.exp(-(silence - REST_NANOS) / TAU_NANOS)));
    }
}

package io.windlass.core.pool;

/**
 * An average of latencies that weighs what is old the less the more time has passed: after ten seconds a third is left of it.
 * Thread-safe.
 */
final class Ewma {
    private static final double TAU_NANOS = 10e9;

    /** An average is as good as new for so long. */
    private static final long REST_NANOS = 1_000_000_000L;

    private double average;
    private long atNanos;
    private boolean any;

    synchronized void add(long latencyNanos, long nowNanos) {
        if (!any) {
            any = true;
            average = latencyNanos;
        } else {
            // one that follows at once still counts a little, or a burst of slow answers would go unseen
            double old = Math.min(0.95, Math.exp(-Math.max(0, nowNanos - atNanos) / TAU_NANOS));
            average = average * old + latencyNanos * (1 - old);
        }
        atNanos = nowNanos;
    }

    /** The average, or 0 before the first. */
    synchronized long nanos() {
        return (long) average;
    }

    /**
     * The average, the smaller the longer nothing was added: who was slow long ago may be worth another try. 0 only before the
     * first.
     */
    synchronized long nanos(long nowNanos) {
        long silence = nowNanos - atNanos;
        if (!any || silence < REST_NANOS) {
            return (long) average;
        }
        return Math.max(1, (long) (average * Math.exp(-(silence - REST_NANOS) / TAU_NANOS)));
    }
}

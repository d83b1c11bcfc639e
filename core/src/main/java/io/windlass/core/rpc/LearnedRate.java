package io.windlass.core.rpc;

import java.util.OptionalDouble;

/**
 * The rate that an endpoint seems to take: cut at each complaint, raised while it is made use of and nobody complains, the
 * faster the longer that is. Not thread-safe.
 */
final class LearnedRate {
    /** What is left after a complaint. */
    static final double CUT = 0.7;

    /** A first guess below this would starve calls on the strength of one complaint that may have had another cause. */
    static final double LEAST_FIRST_GUESS = 10;

    /** Slower than this no endpoint is taken to be. */
    static final double FLOOR = 0.5;

    private static final long STEP_NANOS = 1_000_000_000L;

    /** Growth a second for each second without complaint, and its bounds. */
    private static final double ACCELERATION = 0.005;

    private static final double LEAST_GROWTH = 0.01;
    private static final double MOST_GROWTH = 0.25;

    private double perSecond; // 0: nothing learned yet
    private long cutNanos;
    private long steppedNanos;

    /**
     * The endpoint complained about a call.
     *
     * @param sentNanos when the call was sent: one that left before the last cut says nothing about the rate since
     * @param spentPerSecond how much was spent lately
     * @return true if the rate was cut
     */
    boolean complained(long sentNanos, double spentPerSecond, long nowNanos) {
        if (perSecond > 0 && sentNanos - cutNanos < 0) {
            return false;
        }
        perSecond =
                perSecond > 0 ? Math.max(FLOOR, CUT * perSecond) : Math.max(LEAST_FIRST_GUESS, CUT * spentPerSecond);
        cutNanos = nowNanos;
        steppedNanos = nowNanos;
        return true;
    }

    /**
     * A call had to wait for the rate's sake.
     *
     * @return true if the rate was raised
     */
    boolean wanted(long nowNanos) {
        if (perSecond == 0 || nowNanos - steppedNanos < STEP_NANOS) {
            return false;
        }
        double quietSeconds = (nowNanos - cutNanos) / 1e9;
        perSecond *= 1 + Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, ACCELERATION * quietSeconds));
        steppedNanos = nowNanos;
        return true;
    }

    /** Units a second; empty before the first complaint. */
    OptionalDouble perSecond() {
        return perSecond == 0 ? OptionalDouble.empty() : OptionalDouble.of(perSecond);
    }
}

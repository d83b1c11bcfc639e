package io.windlass.core.pool;

import io.windlass.HedgePolicy;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * When a call is late, and whether a second one may be made for it. The latencies are those of the last minute or so: two
 * histograms take turns. Thread-safe.
 */
final class Hedging {
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final long TURN_NANOS = 30_000_000_000L;
    private static final long RECKON_NANOS = 250_000_000L;
    private static final long ENOUGH = 20;
    private static final double MOST_SAVED_UP = 10;

    private final HedgePolicy policy;
    private Histogram present = new Histogram(1, LONGEST_MICROS, 2);
    private Histogram before = new Histogram(1, LONGEST_MICROS, 2);
    private long turnedNanos;
    private long reckonedNanos;
    private OptionalLong delayNanos = OptionalLong.empty();
    private double saved;

    Hedging(HedgePolicy policy, long nowNanos) {
        this.policy = policy;
        this.turnedNanos = nowNanos;
        this.reckonedNanos = nowNanos - RECKON_NANOS;
    }

    synchronized void answered(long latencyNanos) {
        present.recordValue(Math.min(LONGEST_MICROS, Math.max(1, latencyNanos / 1_000)));
    }

    /** A call begins: after how long it is late; empty while too little is known. */
    synchronized OptionalLong begins(long nowNanos) {
        saved = Math.min(MOST_SAVED_UP, saved + policy.maxShare());
        if (nowNanos - reckonedNanos >= RECKON_NANOS) {
            reckonedNanos = nowNanos;
            reckon(nowNanos);
        }
        return delayNanos;
    }

    private void reckon(long nowNanos) {
        Histogram both = before.copy();
        both.add(present);
        delayNanos = both.getTotalCount() < ENOUGH
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(
                        policy.minDelay().toNanos(), both.getValueAtPercentile(policy.quantile() * 100) * 1_000));
        if (nowNanos - turnedNanos >= TURN_NANOS) {
            turnedNanos = nowNanos;
            Histogram oldest = before;
            before = present;
            oldest.reset();
            present = oldest;
        }
    }

    /** True if a second call may be made now; it counts. */
    synchronized boolean spend() {
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }

    /** It was not made, after all. */
    synchronized void unspend() {
        saved++;
    }
}

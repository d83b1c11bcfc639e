package io.windlass.core.monitor;

import io.windlass.LatencyStats;
import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A histogram of latencies, in microseconds up to an hour. Made when first needed: an idle connection has none. */
public final class Latencies {
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 2;

    private volatile @Nullable ConcurrentHistogram histogram;

    /** Adds one. Any thread. */
    public void record(long nanos) {
        ConcurrentHistogram into = histogram;
        if (into == null) {
            into = make();
        }
        into.recordValue(Math.min(LONGEST_MICROS, Math.max(1, nanos / 1_000)));
    }

    private synchronized ConcurrentHistogram make() {
        ConcurrentHistogram made = histogram;
        if (made == null) {
            made = new ConcurrentHistogram(1, LONGEST_MICROS, DIGITS);
            histogram = made;
        }
        return made;
    }

    /** What was recorded so far. */
    public LatencyStats snapshot() {
        ConcurrentHistogram live = histogram;
        if (live == null || live.getTotalCount() == 0) {
            return LatencyStats.NONE;
        }
        // of one moment: read one after the other from what goes on, the median could exceed the maximum
        Histogram now = new Histogram(1, LONGEST_MICROS, DIGITS);
        now.add(live);
        return new LatencyStats(
                now.getTotalCount(), quantile(now, 50), quantile(now, 90), quantile(now, 99), quantile(now, 100));
    }

    private static Duration quantile(Histogram histogram, double percent) {
        return Duration.ofNanos(histogram.getValueAtPercentile(percent) * 1_000);
    }
}

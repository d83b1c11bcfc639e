package io.windlass.core.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: nothing after the first failure, then a random part ("full jitter") of a bound
 * that doubles up to a cap.
 *
 * @param base the first bound
 * @param cap the last bound
 */
record Backoff(Duration base, Duration cap) {
    private static final int MOST_DOUBLINGS = 30;

    /**
     * The wait.
     *
     * @param failures how many attempts have failed, 1 or more
     */
    Duration delay(int failures, RandomGenerator random) {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(random.nextLong(bound(failures).toNanos() + 1));
    }

    /** The most that the waits after the first so many failures take together. */
    Duration longest(int failures) {
        Duration all = Duration.ZERO;
        for (int i = 2; i <= Math.min(failures, MOST_DOUBLINGS + 1); i++) {
            all = all.plus(bound(i));
        }
        return all.plus(cap.multipliedBy(Math.max(0, failures - MOST_DOUBLINGS - 1)));
    }

    private Duration bound(int failures) {
        long factor = 1L << Math.min(failures - 2, MOST_DOUBLINGS);
        return base.compareTo(cap.dividedBy(factor)) > 0 ? cap : base.multipliedBy(factor);
    }
}

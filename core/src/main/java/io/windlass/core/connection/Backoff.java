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
    /**
     * The wait.
     *
     * @param failures how many attempts have failed, 1 or more
     */
    Duration delay(int failures, RandomGenerator random) {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - 2, 30);
        Duration bound = base.compareTo(cap.dividedBy(1L << doublings)) > 0 ? cap : base.multipliedBy(1L << doublings);
        return Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
    }
}

package io.windlass.cli;

import java.time.Duration;

/**
 * When a watch ends by itself.
 *
 * @param count after so many events
 * @param duration after this time
 */
record WatchLimits(long count, Duration duration) {}

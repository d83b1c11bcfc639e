package io.windlass.core.feed;

import java.time.Instant;

/**
 * What a handler failed on for good.
 *
 * @param failure what the last attempt failed with
 * @param attempts how many there were
 * @param first when the first attempt failed
 * @param last when the last one failed
 */
record Dead<T>(Arrival<T> arrival, Throwable failure, int attempts, Instant first, Instant last) {}

package io.windlass.core.pool;

import io.windlass.EndpointHealth;

/**
 * What an endpoint's place in the order depends on.
 *
 * @param index its place in the configuration
 * @param health what the group thinks of it
 * @param priority as configured
 * @param latencyNanos its recent latency, 0 if unknown
 */
record Ranked(int index, EndpointHealth health, int priority, long latencyNanos) {
    /** Latency as it is compared: an unknown one comes last. */
    long comparedNanos() {
        return latencyNanos == 0 ? Long.MAX_VALUE : latencyNanos;
    }
}

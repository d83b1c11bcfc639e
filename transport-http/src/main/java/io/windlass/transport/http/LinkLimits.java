package io.windlass.transport.http;

import io.windlass.ConnectionConfig;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a link and its exchanges are held to.
 *
 * @param maxRunning how many exchanges may be under way at once
 * @param maxMessageBytes the largest answer, after decompression
 * @param connectTimeout how long connecting may take
 * @param clock for a {@code Retry-After} that is a date
 */
record LinkLimits(int maxRunning, int maxMessageBytes, Duration connectTimeout, InstantSource clock) {
    static LinkLimits of(ConnectionConfig target, InstantSource clock) {
        return new LinkLimits(target.maxConnections(), target.maxMessageBytes(), target.timeout(), clock);
    }
}

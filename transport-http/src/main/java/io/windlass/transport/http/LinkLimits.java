package io.windlass.transport.http;

import io.windlass.ConnectionConfig;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a link's exchanges are held to.
 *
 * @param maxRunning how many exchanges may be under way at once
 * @param maxMessageBytes the largest answer, after decompression
 * @param connectTimeout how long connecting may take
 * @param peer what is connected to, for people
 * @param clock for a {@code Retry-After} that is a date
 */
record LinkLimits(int maxRunning, int maxMessageBytes, Duration connectTimeout, String peer, InstantSource clock) {
    static LinkLimits of(ConnectionConfig target, InstantSource clock) {
        return new LinkLimits(
                target.maxConnections(),
                target.maxMessageBytes(),
                target.timeout(),
                target.proxy().isPresent() ? "the proxy" : "the host",
                clock);
    }
}

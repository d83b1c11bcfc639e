package io.windlass.core.connection;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spreads the reconnects of all connections to one host, so that a thousand sockets that broke together do not come back
 * together. So many may begin at once; the others are given a turn each. Thread-safe.
 */
public final class ReconnectBudget {
    private final long intervalNanos;
    private final long burstNanos;
    private final Map<String, Long> nextTurns = new ConcurrentHashMap<>();

    /**
     * A budget.
     *
     * @param perSecond reconnects a second and host, 1 or more; as many may begin at once
     */
    public ReconnectBudget(int perSecond) {
        intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        burstNanos = intervalNanos * (perSecond - 1);
    }

    /** Takes the next turn for a host and says how long to wait for it. */
    Duration waitFor(String host, long nowNanos) {
        long[] turn = new long[1];
        nextTurns.compute(host.toLowerCase(Locale.ROOT), (key, next) -> {
            // turns that nobody took are kept for a burst, but no longer than a second
            long earliest = nowNanos - burstNanos;
            turn[0] = next == null || next - earliest < 0 ? earliest : next;
            return turn[0] + intervalNanos;
        });
        return Duration.ofNanos(Math.max(0, turn[0] - nowNanos));
    }
}

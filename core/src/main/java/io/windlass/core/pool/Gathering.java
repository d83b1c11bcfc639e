package io.windlass.core.pool;

import io.windlass.Balancer;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.util.List;

/**
 * Sends the calls that are made within a window to one connection, so that they go in one batch, and asks another balancer
 * for each window's connection. Thread-safe.
 */
final class Gathering implements Balancer {
    /** A window's connection and end. */
    private record Chosen(String connectionId, long untilNanos) {}

    private final Balancer spreads;
    private final long windowNanos;
    private final Ticker ticker;
    private volatile Chosen last;

    Gathering(Balancer spreads, Duration window, Ticker ticker) {
        this.spreads = spreads;
        this.windowNanos = window.toNanos();
        this.ticker = ticker;
        this.last = new Chosen("", ticker.nanos());
    }

    @Override
    public int choose(List<? extends Candidate> candidates) {
        long now = ticker.nanos();
        Chosen window = last;
        if (now - window.untilNanos() < 0) {
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).connectionId().equals(window.connectionId())) {
                    return i;
                }
            }
        }
        int chosen = spreads.choose(candidates);
        last = new Chosen(candidates.get(chosen).connectionId(), now + windowNanos);
        return chosen;
    }
}

package io.windlass.core.monitor;

import java.time.Duration;

/** How long a connection was without a link, once it had one. Thread-safe. */
public final class BlindTime {
    private boolean blind;
    private long sinceNanos;
    private long totalNanos;

    /** The link was lost. */
    public synchronized void begins(long nowNanos) {
        if (!blind) {
            blind = true;
            sinceNanos = nowNanos;
        }
    }

    /** A link is up. */
    public synchronized void ends(long nowNanos) {
        if (blind) {
            blind = false;
            totalNanos += nowNanos - sinceNanos;
        }
    }

    /** The sum so far. */
    public synchronized Duration total(long nowNanos) {
        return Duration.ofNanos(totalNanos + (blind ? nowNanos - sinceNanos : 0));
    }
}

package io.windlass.core.rpc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many units a second were spent lately. Thread-safe and cheap: every call passes here. */
final class SpendingRate {
    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final LongAdder units = new LongAdder();
    private final AtomicLong windowStart;
    private volatile double lastWindow;

    SpendingRate(long nowNanos) {
        windowStart = new AtomicLong(nowNanos);
    }

    void count(int cost, long nowNanos) {
        long start = windowStart.get();
        if (nowNanos - start >= WINDOW_NANOS && windowStart.compareAndSet(start, nowNanos)) {
            lastWindow = perSecond(units.sumThenReset(), nowNanos - start);
        }
        units.add(cost);
    }

    /** Units a second in this window or the one before, whichever was busier. */
    double perSecond(long nowNanos) {
        long span = nowNanos - windowStart.get();
        double now = perSecond(units.sum(), span);
        return span < 2 * WINDOW_NANOS ? Math.max(now, lastWindow) : now;
    }

    private static double perSecond(long units, long nanos) {
        return units * 1e9 / Math.max(nanos, WINDOW_NANOS);
    }
}

package io.windlass.core.feed;

import java.util.concurrent.atomic.AtomicLong;

/** How many events an outlet has that are neither acknowledged nor withdrawn. Thread-safe. */
final class Tally {
    private final AtomicLong open = new AtomicLong();

    /** Counts an offer that was taken; counted before it can be settled only if it is settled by who offered. */
    boolean offered(boolean taken) {
        if (taken) {
            open.incrementAndGet();
        }
        return taken;
    }

    void settled() {
        open.decrementAndGet();
    }

    void withdrawn(int count) {
        open.addAndGet(-count);
    }

    /** True if everything was settled: for a moment less than all may be open, never for good. */
    boolean isLevel() {
        return open.get() <= 0;
    }
}

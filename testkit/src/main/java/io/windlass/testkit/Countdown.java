package io.windlass.testkit;

import java.util.concurrent.atomic.AtomicInteger;

/** How often something is still to happen. Thread-safe. */
final class Countdown {
    private final AtomicInteger left = new AtomicInteger();

    void set(int times) {
        if (times < 0) {
            throw new IllegalArgumentException("the number of times must be >= 0, was " + times);
        }
        left.set(times);
    }

    /** Uses one up; false if none is left. */
    boolean take() {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}

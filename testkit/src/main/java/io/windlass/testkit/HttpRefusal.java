package io.windlass.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP answer that is given instead of the real one, a number of times. */
final class HttpRefusal {
    private final int status;
    private final Duration retryAfter;
    private final AtomicInteger left;

    HttpRefusal(int status, Duration retryAfter, int times) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("the HTTP status must be 200 to 599, was " + status);
        }
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must be >= 0, was " + retryAfter);
        }
        if (times < 1) {
            throw new IllegalArgumentException("the number of times must be >= 1, was " + times);
        }
        this.status = status;
        this.retryAfter = retryAfter;
        left = new AtomicInteger(times);
    }

    int status() {
        return status;
    }

    /** Zero for no such header. */
    Duration retryAfter() {
        return retryAfter;
    }

    boolean take() {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}

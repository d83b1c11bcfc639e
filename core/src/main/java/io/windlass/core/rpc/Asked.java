package io.windlass.core.rpc;

import io.windlass.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What was asked, on whose behalf and until when: what all sendings of one call have in common. */
final class Asked {
    /** Who decides what becomes of a call that did not get through. */
    enum Owner {
        /** The book: it repeats what may be repeated until the deadline. */
        BOOK,
        /** Whoever made it: it is told at once. */
        CALLER,
        /** One link: the call waits for nothing and dies with it. */
        LINK
    }

    final String method;
    final List<Object> params;
    final Completion completion;
    final Owner owner;
    private final NodeRules rules;
    final long startNanos;
    final long timeoutNanos;

    /** How often the endpoint was too busy for it. */
    final AtomicInteger refusals = new AtomicInteger();

    /** Its latest sending; null before the first. */
    volatile @Nullable PendingCall latest;

    private final AtomicBoolean claim = new AtomicBoolean();

    Asked(
            String method,
            List<Object> params,
            Completion completion,
            Owner owner,
            NodeRules rules,
            long startNanos,
            Duration timeout) {
        this.method = method;
        this.params = params;
        this.completion = completion;
        this.owner = owner;
        this.rules = rules;
        this.startNanos = startNanos;
        this.timeoutNanos = timeout.toNanos();
    }

    /** True for the one who may complete it. */
    boolean claim() {
        return claim.compareAndSet(false, true);
    }

    boolean isDone() {
        return claim.get();
    }

    boolean isIdempotent() {
        return rules.isIdempotent(method);
    }

    int cost(RateLimit limit) {
        return rules.cost(method, limit);
    }

    long deadlineNanos() {
        return startNanos + timeoutNanos;
    }

    long nanosLeft(long nowNanos) {
        return timeoutNanos - (nowNanos - startNanos);
    }
}

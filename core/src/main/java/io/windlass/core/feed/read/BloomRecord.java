package io.windlass.core.feed.read;

import java.util.concurrent.atomic.AtomicInteger;

/** How good the blooms of a chain have proved lately: whether it is worth asking them. Thread-safe. */
final class BloomRecord {
    /** After so many blocks in a row whose bloom was wrong it is asked seldom. */
    private static final int USELESS_AFTER = 3;

    /** Then it is asked once in so many blocks: perhaps a node was late, and blooms are right again. */
    private static final int PROBE_EVERY = 50;

    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger unasked = new AtomicInteger();

    void wasRight() {
        wrong.set(0);
    }

    void wasWrong() {
        wrong.incrementAndGet();
    }

    /** True if the bloom of the next block is to be asked. */
    boolean isWorthAsking() {
        return wrong.get() < USELESS_AFTER || unasked.incrementAndGet() % PROBE_EVERY == 0;
    }
}

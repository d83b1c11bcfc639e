package io.windlass.core.feed;

import io.windlass.Position;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** {@link SubscriptionStats} at one moment. */
record FeedStats(
        SubscriptionState state,
        Optional<Position> read,
        Optional<Position> acknowledged,
        OptionalLong head,
        long lagBlocks,
        Duration lagTime,
        int waiting,
        Optional<Instant> failingSince,
        Optional<Throwable> lastFailure,
        Optional<Instant> readFailingSince,
        Optional<Throwable> lastReadFailure,
        long delivered,
        long failed,
        long retries,
        long deadLetters,
        long dropped,
        long backfilled,
        long deduplicated,
        long removed,
        long sealed,
        long late,
        long gaps)
        implements SubscriptionStats {

    /** The counters now, beside where the subscription is. */
    static FeedStats of(
            SubscriptionState state,
            Optional<Position> read,
            Optional<Position> acknowledged,
            OptionalLong head,
            long lagBlocks,
            Duration lagTime,
            int waiting,
            Optional<Instant> failingSince,
            Optional<Instant> readFailingSince,
            Optional<Throwable> lastReadFailure,
            FeedCounters counters) {
        return new FeedStats(
                state,
                read,
                acknowledged,
                head,
                lagBlocks,
                lagTime,
                waiting,
                failingSince,
                Optional.ofNullable(counters.lastFailure),
                readFailingSince,
                lastReadFailure,
                counters.delivered.sum(),
                counters.failed.sum(),
                counters.retries.sum(),
                counters.deadLetters.sum(),
                counters.dropped.sum(),
                counters.backfilled.sum(),
                counters.deduplicated.sum(),
                counters.removed.sum(),
                counters.sealed.sum(),
                counters.late.sum(),
                counters.gaps.sum());
    }

    /** The sum of two, the less advanced of what cannot be summed. */
    static SubscriptionStats sum(SubscriptionStats a, SubscriptionStats b) {
        return new FeedStats(
                less(a, b).state(),
                lower(a.read(), b.read()),
                lower(a.acknowledged(), b.acknowledged()),
                a.head().isPresent() ? a.head() : b.head(),
                Math.max(a.lagBlocks(), b.lagBlocks()),
                a.lagTime().compareTo(b.lagTime()) > 0 ? a.lagTime() : b.lagTime(),
                a.waiting() + b.waiting(),
                earlier(a.failingSince(), b.failingSince()),
                a.lastFailure().or(b::lastFailure),
                earlier(a.readFailingSince(), b.readFailingSince()),
                a.lastReadFailure().or(b::lastReadFailure),
                a.delivered() + b.delivered(),
                a.failed() + b.failed(),
                a.retries() + b.retries(),
                a.deadLetters() + b.deadLetters(),
                a.dropped() + b.dropped(),
                a.backfilled() + b.backfilled(),
                a.deduplicated() + b.deduplicated(),
                a.removed() + b.removed(),
                a.sealed() + b.sealed(),
                a.late() + b.late(),
                a.gaps() + b.gaps());
    }

    private static SubscriptionStats less(SubscriptionStats a, SubscriptionStats b) {
        return a.state().compareTo(b.state()) <= 0 ? a : b;
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return a.get().isBefore(b.get()) ? a : b;
    }

    private static Optional<Position> lower(Optional<Position> a, Optional<Position> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return a.get().compareTo(b.get()) <= 0 ? a : b;
    }
}

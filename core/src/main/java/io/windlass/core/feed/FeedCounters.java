package io.windlass.core.feed;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one subscription counts. Written from any thread. */
final class FeedCounters {
    final LongAdder delivered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    volatile @Nullable Throwable lastFailure;
    final LongAdder dropped = new LongAdder();
    final LongAdder backfilled = new LongAdder();
    final LongAdder deduplicated = new LongAdder();
    final LongAdder removed = new LongAdder();
    final LongAdder sealed = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder gaps = new LongAdder();
}

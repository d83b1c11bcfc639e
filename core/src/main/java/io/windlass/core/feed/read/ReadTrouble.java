package io.windlass.core.feed.read;

import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Since when a feed's reads have been failing: for everybody to see, and in the log once it is no passing matter. */
public final class ReadTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(ReadTrouble.class);
    private static final Duration FIRST_WARNING = Duration.ofSeconds(30);
    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

    private final String source;
    private final String feed;
    private final EngineRuntime runtime;

    // written in the walker's mailbox
    private volatile @Nullable Instant since;
    private volatile @Nullable Throwable last;
    private long sinceNanos;
    private Duration nextWarning = FIRST_WARNING;
    private boolean warned;

    public ReadTrouble(String source, String feed, EngineRuntime runtime) {
        this.source = source;
        this.feed = feed;
        this.runtime = runtime;
    }

    /** A read failed that is tried again. */
    public void failed(Throwable failure, long block) {
        long now = runtime.ticker().nanos();
        last = failure;
        if (since == null) {
            since = runtime.ticker().now();
            sinceNanos = now;
            nextWarning = FIRST_WARNING;
        }
        Duration lasted = Duration.ofNanos(now - sinceNanos);
        if (lasted.compareTo(nextWarning) >= 0) {
            Duration doubled = lasted.multipliedBy(2);
            Duration later = lasted.plus(LONGEST_SILENCE);
            nextWarning = doubled.compareTo(later) < 0 ? doubled : later;
            warned = true;
            LOG.warn(
                    "{}: {} has not been able to read block {} for {} s, since {}; it goes on trying",
                    source,
                    feed,
                    block,
                    lasted.toSeconds(),
                    String.valueOf(failure));
        } else {
            LOG.debug("{}: {} could not read block {}; tries again", source, feed, block, failure);
        }
    }

    /** A read succeeded. */
    public void over() {
        if (warned) {
            LOG.info("{}: {} reads again", source, feed);
            warned = false;
        }
        since = null;
    }

    /** Since when reads have been failing, by the wall clock; empty if they are not. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** What failed last, even if reads succeed again. */
    public Optional<Throwable> last() {
        return Optional.ofNullable(last);
    }
}

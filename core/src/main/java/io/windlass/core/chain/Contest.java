package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a branch that is not higher than the path lasts: held by the node for longer than the chain takes for a block,
 * which is learned from the arrival of heads. One thread at a time.
 */
final class Contest {
    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofSeconds(15).toNanos();

    private final Ticker ticker;
    private @Nullable BlockHeader contender;
    private long sinceNanos;
    private long lastHeadNanos;
    private boolean sawHead;
    private long blockNanos = Duration.ofSeconds(1).toNanos();

    Contest(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A head arrived: what lies between heads is the block time. */
    void arrived() {
        long now = ticker.nanos();
        if (sawHead) {
            long gap = Math.min(LONGEST, Math.max(SHORTEST, now - lastHeadNanos));
            blockNanos += (gap - blockNanos) / 4;
        }
        sawHead = true;
        lastHeadNanos = now;
    }

    /** How long a branch must be held. */
    Duration patience() {
        return Duration.ofNanos(blockNanos);
    }

    /** True if the branch with this tip has been held long enough. */
    boolean lasts(BlockHeader tip) {
        BlockHeader known = contender;
        boolean same = known != null
                && (known.hash().equals(tip.hash()) || known.hash().equals(tip.parentHash()));
        contender = tip;
        if (!same) {
            sinceNanos = ticker.nanos();
            return false;
        }
        return ticker.nanos() - sinceNanos >= blockNanos;
    }

    /** There is nothing to contest any more. */
    void settled() {
        contender = null;
    }
}

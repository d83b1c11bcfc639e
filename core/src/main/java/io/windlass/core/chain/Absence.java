package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node has denied the newest block that we know for so long that the chain must have been rolled back: a lagging
 * node denies it too, for a while. One thread at a time.
 */
final class Absence {
    private static final int DENIALS = 3;

    private final Ticker ticker;
    private long highest = -1;
    private long deniedNumber = -1;
    private @Nullable BlockHeader end;
    private long sinceNanos;
    private int denials;

    Absence(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A feed has been as far as this. */
    void reached(long number) {
        highest = Math.max(highest, number);
    }

    /** How far feeds have been. */
    long highest() {
        return highest;
    }

    /** The block is there, or the chain has moved. */
    void present() {
        denials = 0;
    }

    /**
     * The node denied the block with this number and called another one its head; where the chain ends now if it has done so
     * for long enough. Machines behind one URL may differ: the highest of their heads counts.
     */
    Optional<BlockHeader> lasts(long number, BlockHeader head, Duration enough) {
        BlockHeader highest = end;
        if (denials == 0 || deniedNumber != number || highest == null) {
            deniedNumber = number;
            sinceNanos = ticker.nanos();
            denials = 0;
            highest = head;
        }
        denials++;
        end = highest.number() > head.number() ? highest : head;
        boolean lasts = denials >= DENIALS && ticker.nanos() - sinceNanos >= enough.toNanos();
        return lasts ? Optional.of(end) : Optional.empty();
    }

    /** The chain ends here now. */
    void rolledBack(long to) {
        denials = 0;
        highest = to;
    }
}

package io.windlass.spi;

import io.windlass.DeadLetter;
import io.windlass.Position;
import java.util.List;
import java.util.Optional;

/**
 * All that is kept of a named feed.
 *
 * @param identity what the feed follows
 * @param acknowledged everything up to here was acknowledged; empty before the first acknowledgement
 * @param acknowledgedThrough the highest {@link WindowEntry#sequence()} of which it and all before it are acknowledged; 0 at
 *     first; never falls
 * @param window what was handed over for blocks that are not final, by sequence
 * @param path blocks that the feed has passed, by number: each of the newest, and fewer the older they are
 * @param requeued the ids of the letters that are {@link DeadLetter.State#REQUEUED}, in order; the others stay in the store
 */
public record Checkpoint(
        FeedIdentity identity,
        Optional<Position> acknowledged,
        long acknowledgedThrough,
        List<WindowEntry> window,
        List<BlockMark> path,
        List<Long> requeued) {
    /** Copies the lists. */
    public Checkpoint {
        window = List.copyOf(window);
        path = List.copyOf(path);
        requeued = List.copyOf(requeued);
    }
}

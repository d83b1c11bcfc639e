package io.windlass;

/**
 * How far a feed has come while it catches up.
 *
 * @param firstBlock the block it began with
 * @param nextBlock the block it reads next
 * @param targetBlock the block it goes to: its end, or the head as it is known now
 * @param events how many events and removals it has come to so far, of a named feed those of earlier runs included
 */
public record FeedProgress(long firstBlock, long nextBlock, long targetBlock, long events) {
    /** From 0 to 1; 1 when there is nothing left to read. */
    public double fraction() {
        long all = targetBlock - firstBlock + 1;
        long done = nextBlock - firstBlock;
        return all <= 0 || done >= all ? 1.0 : Math.max(0.0, (double) done / all);
    }
}

package io.windlass;

/** What a named feed does when its checkpoint was written for something else than the subscription asks for. */
public enum CheckpointPolicy {
    /** It fails with {@link CheckpointMismatchException}. */
    FAIL,
    /**
     * It goes on from the checkpoint with the new filter; what the new filter would have matched before is not delivered. For
     * another chain it fails.
     */
    CONTINUE,
    /**
     * For another filter it starts over from where the subscription says; what the handler has seen may come again. What was
     * kept before is deleted, dead letters included. For another chain it fails.
     */
    RESCAN,
    /**
     * As {@link #RESCAN}, for another chain id or another genesis block, too: for chains that are made anew, as those of tests. What
     * was delivered of the old chain is not taken back.
     */
    RESET
}

package io.windlass;

/** What a named feed does when its checkpoint was written for another filter or another start. */
public enum CheckpointPolicy {
    /** It fails with {@link CheckpointMismatchException}. */
    FAIL,
    /** It goes on from the checkpoint with the new filter; what the new filter would have matched before is not delivered. */
    CONTINUE,
    /**
     * It starts over from where the subscription says; what the handler has seen may come again. What was kept before is
     * deleted, dead letters included.
     */
    RESCAN
}

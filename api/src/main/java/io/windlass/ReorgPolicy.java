package io.windlass;

/** What a feed does about a reorg that reaches below its window, where it cannot know what it delivered. */
public enum ReorgPolicy {
    /** It fails with {@link ReorgBeyondWindowException}. */
    FAIL,
    /**
     * It takes back what the window holds and goes on from the newest block it knows to be on both branches; what it had
     * delivered between that block and the window stays delivered, and comes again for the new branch.
     */
    REWIND
}

package io.windlass.spi;

/** What a node's error means for who has to go on after it. See {@link NetworkProfile#classify}. */
public enum NodeErrorClass {
    /** Too many calls in too short a time: not executed, and welcome later. */
    RATE_LIMITED,

    /** The plan's calls are used up or not paid for: waiting does not help within a call's time, another endpoint does. */
    QUOTA_EXHAUSTED,

    /** Batches are not taken, or not of this size: the same calls go singly. */
    BATCH_REFUSED,

    /** A range of blocks that is too long, or that holds too many results: ask for a shorter one. */
    RANGE_TOO_LARGE,

    /** The answer would be larger than the node sends. Ask for less. */
    RESPONSE_TOO_LARGE,

    /** This backend does not have the block yet; another one, or the same a moment later, does. */
    LAGGING,

    /** The node has deleted what was asked for, or never had it: an archive node has it. */
    HISTORY_UNAVAILABLE,

    /** The node does not offer the method. */
    METHOD_UNSUPPORTED,

    /** The contract's code refused. Another endpoint says the same. */
    REVERTED,

    /** The request itself is wrong. Another endpoint says the same. */
    INVALID_PARAMS,

    /** The node gave up on the call: too much work, or too busy. */
    TIMEOUT,

    /**
     * Nothing behind the endpoint can answer now. Some gateways say so too when an {@code eth_getLogs} range is too long for
     * all of their backends.
     */
    UNAVAILABLE,

    /** Anything else: the caller's business. */
    OTHER
}

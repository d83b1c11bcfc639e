package io.windlass;

/** What the logs bloom in a chain's headers is good for, in the configuration as {@code bloom = exact | positive-only | none}. */
public enum BloomTrust {
    /** It holds exactly the block's logs: what it excludes is not there, and reads of it are skipped. */
    EXACT,
    /** What it holds is there, but there are logs that it does not hold. */
    POSITIVE_ONLY,
    /** It may hold anything. Where it happens to be right it still catches nodes that answer too early. */
    NONE
}

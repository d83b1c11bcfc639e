package io.windlass.core.pool;

/** How an endpoint's view of the chain compares with the group's. Pure values; made by {@link Heads}. */
enum Standing {
    /** As far as the others, or not known yet. */
    IN_STEP,
    /** Behind. */
    LAGGING,
    /** So far ahead of all others that it is not believed. */
    AHEAD_ALONE,
    /** On another branch. */
    FORKED
}

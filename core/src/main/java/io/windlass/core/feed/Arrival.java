package io.windlass.core.feed;

import io.windlass.ChainEvent;
import org.jspecify.annotations.Nullable;

/** What is on its way to a receiver: an event, or something that becomes one when it is received. */
interface Arrival<T> {
    /** Counts what one subscription hands over, from 1. */
    long ordinal();

    /** About how much memory it holds. */
    int bytes();

    /** The event; null if it turns out to be none. Called by the receiving thread. */
    @Nullable
    ChainEvent<T> event();
}

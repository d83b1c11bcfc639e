package io.windlass.cli;

import io.windlass.ChainEvent;
import java.util.function.Supplier;

/** How the events of a feed are shown. */
interface EventView<T> {
    /** What stands above the first event; empty for none. */
    default String header() {
        return "";
    }

    /**
     * Prepares the line of an event and starts what must be read for it; never waits.
     *
     * @return makes the line; called once, in order; may wait for what is read
     */
    Supplier<String> line(ChainEvent<T> event);

    /** How many lines may be prepared before the first of them is made, so that what they need is read at the same time. */
    default int ahead() {
        return 1;
    }

    /** The line for what the feed has missed; empty where standard error tells people. */
    default String gap(long chainId, Gap gap) {
        return "";
    }

    /** What was seen apart from the events themselves, such as {@code 12 logs}; empty for nothing. */
    default String totals() {
        return "";
    }
}

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
     * Prepares the line of an event and starts what must be read for it; called in the feed's lane and never waits.
     *
     * @return makes the line; called once by the thread that prints, in order, and may wait for what is read
     */
    Supplier<String> line(ChainEvent<T> event);

    /** What was seen apart from the events themselves, such as {@code 12 logs}; empty for nothing. */
    default String totals() {
        return "";
    }
}

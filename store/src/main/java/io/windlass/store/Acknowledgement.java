package io.windlass.store;

import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;

/** Acknowledging moves one number; what it means for entries is seen when they are read. */
final class Acknowledgement {
    private Acknowledgement() {}

    static WindowEntry seen(WindowEntry entry, long acknowledgedThrough) {
        return entry.state() == State.DISPATCHED && entry.sequence() <= acknowledgedThrough
                ? entry.as(State.ACKNOWLEDGED)
                : entry;
    }
}

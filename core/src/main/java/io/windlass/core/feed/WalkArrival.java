package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.Log;

/** An event of a block, on its way. */
final class WalkArrival<T> implements Arrival<T> {
    /** What an event holds beside its payload. */
    private static final int OVERHEAD = 400;

    private final long ordinal;
    private final FeedEvent<T> event;
    private final int bytes;

    WalkArrival(long ordinal, FeedEvent<T> event) {
        this.ordinal = ordinal;
        this.event = event;
        this.bytes = OVERHEAD
                + (event.value() instanceof Log log ? log.data().length() : 0)
                + (event.json() == null ? 0 : event.json().text().length());
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public ChainEvent<T> event() {
        return event;
    }

    FeedEvent<T> walked() {
        return event;
    }
}

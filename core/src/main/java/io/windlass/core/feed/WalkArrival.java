package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.Log;

/** An event of a block, on its way. */
final class WalkArrival<T> implements Arrival<T> {
    /** What an event holds beside its payload. */
    private static final int OVERHEAD = 400;

    private final long ordinal;
    private final FeedEvent<T> event;
    private final boolean replay;
    private final int bytes;

    /** An event, or its removal, as the walk comes to it. */
    WalkArrival(long ordinal, FeedEvent<T> event) {
        this(ordinal, event, false);
    }

    private WalkArrival(long ordinal, FeedEvent<T> event, boolean replay) {
        this.ordinal = ordinal;
        this.event = event;
        this.replay = replay;
        this.bytes = OVERHEAD
                + (event.value() instanceof Log log ? log.data().length() : 0)
                + (event.json() == null ? 0 : event.json().text().length());
    }

    /** What a dead letter holds, handed over once more: where it stands says nothing about how far the feed is. */
    static <T> WalkArrival<T> replayOf(long ordinal, FeedEvent<T> event) {
        return new WalkArrival<>(ordinal, event, true);
    }

    boolean isReplay() {
        return replay;
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

package io.windlass.core.feed;

import io.windlass.ChainEvent;

/** An event of a block, on its way. */
final class WalkArrival<T> implements Arrival<T> {
    private final long ordinal;
    private final FeedEvent<T> event;
    private final long letter;
    private final int bytes;

    /** An event, or its removal, as the walk comes to it. */
    WalkArrival(long ordinal, FeedEvent<T> event) {
        this(ordinal, event, 0);
    }

    private WalkArrival(long ordinal, FeedEvent<T> event, long letter) {
        this.ordinal = ordinal;
        this.event = event;
        this.letter = letter;
        this.bytes = event.bytes();
    }

    /** What a dead letter holds, handed over once more: where it stands says nothing about how far the feed is. */
    static <T> WalkArrival<T> replayOf(long letter, long ordinal, FeedEvent<T> event) {
        return new WalkArrival<>(ordinal, event, letter);
    }

    boolean isReplay() {
        return letter != 0;
    }

    /** The id of the letter that is replayed; 0 if none is. */
    long letter() {
        return letter;
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

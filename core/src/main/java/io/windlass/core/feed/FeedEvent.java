package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.core.feed.read.EventSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one implementation of the envelope. */
record FeedEvent<T>(
        EventId id,
        T value,
        @Nullable Position at,
        int occurrence,
        Source source,
        boolean removed,
        @Nullable Json json) implements ChainEvent<T> {
    @Override
    public Optional<Position> position() {
        return Optional.ofNullable(at);
    }

    @Override
    public Optional<Json> raw() {
        return Optional.ofNullable(json);
    }

    /** About how much memory it takes. */
    int bytes() {
        return EventSize.bytes(value, json);
    }

    /** The same event as it appeared for the n-th time. */
    FeedEvent<T> appeared(int times) {
        return new FeedEvent<>(id, value, at, times, source, removed, json);
    }

    /** What takes this event back. */
    FeedEvent<T> retraction() {
        return new FeedEvent<>(id, value, at, occurrence, source, true, json);
    }
}

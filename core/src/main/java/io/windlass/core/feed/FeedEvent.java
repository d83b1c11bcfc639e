package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Position;
import java.util.Optional;

/** The one implementation of the envelope. */
record FeedEvent<T>(EventId id, T value, Optional<Position> position, int occurrence, Source source, boolean removed)
        implements ChainEvent<T> {}

package io.windlass.store;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.FeedChange;
import java.util.Optional;

/** The n-th event of a feed, whose value is n. */
record TestEvent(long number) implements ChainEvent<Long>, Acknowledgement {
    private static Hash hash(long block) {
        return new Hash(block, 0, 0, 9);
    }

    @Override
    public EventId id() {
        return new EventId(1, hash(number), 0);
    }

    @Override
    public Long value() {
        return number;
    }

    @Override
    public Optional<Position> position() {
        return Optional.of(new Position(number, hash(number), 0));
    }

    @Override
    public int occurrence() {
        return 1;
    }

    @Override
    public Source source() {
        return Source.LIVE;
    }

    @Override
    public Optional<Json> raw() {
        return Optional.empty();
    }

    @Override
    public boolean removed() {
        return false;
    }

    @Override
    public long sequence() {
        return number;
    }

    @Override
    public FeedChange change() {
        return FeedChange.builder().acknowledged(number, position()).build();
    }
}

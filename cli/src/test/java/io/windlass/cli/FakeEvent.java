package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.Position;
import java.util.Optional;

/** An event as the engine would deliver it. */
record FakeEvent<T>(EventId id, T value, Optional<Position> position, Source source, boolean removed)
        implements ChainEvent<T> {
    static final long CHAIN = 31_337;

    static FakeEvent<BlockHeader> head(long number) {
        FakeHeader header = FakeHeader.of(number);
        return new FakeEvent<>(
                new EventId(CHAIN, header.hash(), Position.END),
                header,
                Optional.of(Position.end(number, header.hash())),
                Source.LIVE,
                false);
    }

    static FakeEvent<Log> log(FakeLog log) {
        return new FakeEvent<>(
                new EventId(CHAIN, log.blockHash(), log.logIndex()),
                log,
                Optional.of(new Position(log.blockNumber(), log.blockHash(), log.logIndex())),
                Source.BACKFILL,
                false);
    }

    static FakeEvent<Hash> pending(long number) {
        Hash hash = FakeHeader.hash(number);
        return new FakeEvent<>(new EventId(CHAIN, hash, Position.END), hash, Optional.empty(), Source.LIVE, false);
    }

    FakeEvent<T> asRemoved() {
        return new FakeEvent<>(id, value, position, source, true);
    }

    @Override
    public int occurrence() {
        return 1;
    }
}

package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.Position;
import java.util.Optional;

/** An event as the engine would deliver it. */
record FakeEvent(EventId id, Object value, Optional<Position> position, ChainEvent.Source source, boolean removed) {
    static final long CHAIN = 31_337;

    static ChainEvent<BlockHeader> head(long number) {
        return head(number, false);
    }

    static ChainEvent<BlockHeader> removedHead(long number) {
        return head(number, true);
    }

    static ChainEvent<Log> log(Log log) {
        return log(log, false);
    }

    static ChainEvent<Log> removedLog(Log log) {
        return log(log, true);
    }

    static ChainEvent<Hash> pending(long number) {
        Hash hash = FakeHeader.hash(number);
        return of(hash, Position.END, hash, Optional.empty(), ChainEvent.Source.LIVE, false);
    }

    private static ChainEvent<BlockHeader> head(long number, boolean removed) {
        BlockHeader header = FakeHeader.of(number);
        Optional<Position> position = Optional.of(Position.end(number, header.hash()));
        return of(header.hash(), Position.END, header, position, ChainEvent.Source.LIVE, removed);
    }

    private static ChainEvent<Log> log(Log log, boolean removed) {
        Optional<Position> position = Optional.of(new Position(log.blockNumber(), log.blockHash(), log.logIndex()));
        return of(log.blockHash(), log.logIndex(), log, position, ChainEvent.Source.BACKFILL, removed);
    }

    @SuppressWarnings("unchecked")
    private static <T> ChainEvent<T> of(
            Hash hash, int index, T value, Optional<Position> position, ChainEvent.Source source, boolean removed) {
        return Duck.as(
                ChainEvent.class, new FakeEvent(new EventId(CHAIN, hash, index), value, position, source, removed));
    }
}

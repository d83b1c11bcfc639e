package io.windlass.store;

import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A feed's life as numbered changes: what is kept after the n-th of them says what n is, and that nothing of it lacks. */
final class Script {
    private static final int LOGS = 5;
    private static final int WINDOW = 30;

    private Script() {}

    /** The n-th change, from 1: a block with its logs, the block before acknowledged, now and then a reorg or finality. */
    static FeedChange change(long n) {
        FeedChange.Builder change = FeedChange.builder();
        if (n == 1) {
            change.identity(new FeedIdentity(1, Hash.ZERO, "logs{}", 1));
        }
        if (n % 7 == 0) {
            change.forgetPathFrom(n - 1);
            for (int index = 0; index < LOGS; index++) {
                change.put(entry(n - 1, index).as(State.REMOVED));
            }
        }
        if (n % 11 == 0) {
            change.forgetBelow(n - WINDOW, List.of(mark(1)));
        }
        change.passed(mark(n));
        for (int index = 0; index < LOGS; index++) {
            change.put(entry(n, index));
        }
        return change.acknowledged((n - 1) * LOGS, Optional.of(Position.end(n - 1, hash(n - 1))))
                .build();
    }

    /** What is kept after the first n changes. */
    static Optional<Checkpoint> after(long n) {
        MemoryFeed feed = new MemoryFeed();
        for (long i = 1; i <= n; i++) {
            feed.apply(change(i));
        }
        return feed.checkpoint();
    }

    /** How many changes were applied. */
    static long count(Optional<Checkpoint> checkpoint) {
        return checkpoint.map(kept -> kept.acknowledgedThrough() / LOGS + 1).orElse(0L);
    }

    private static BlockMark mark(long block) {
        return new BlockMark(block, hash(block));
    }

    private static WindowEntry entry(long block, int index) {
        byte[] payload = new byte[700];
        Arrays.fill(payload, (byte) (block + index));
        long sequence = (block - 1) * LOGS + index + 1;
        return new WindowEntry(
                sequence, new Position(block, hash(block), index), 0, State.DISPATCHED, Bytes.of(payload));
    }

    private static Hash hash(long block) {
        return new Hash(block, -block, 0, 1);
    }
}

package io.windlass.store;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import io.windlass.spi.WindowEntry.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A feed's life as numbered changes: what is kept after the n-th of them says what n is, and that nothing of it lacks. */
final class Script {
    /** What the feeds of these tests are called, since it is in their letters. */
    static final String FEED = "transfers";

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
        if (n % 3 == 0) {
            change.put(letter(n));
        }
        if (n % 12 == 0) {
            change.letterState(n - 3, DeadLetter.State.REQUEUED).dropLetter(n - 9);
        }
        return change.acknowledged((n - 1) * LOGS, Optional.of(Position.end(n - 1, hash(n - 1))))
                .build();
    }

    /** What is kept after the first n changes. */
    static Optional<Checkpoint> after(long n) {
        return feedAfter(n).checkpoint();
    }

    /** The dead letters after the first n changes. */
    static List<DeadLetter> lettersAfter(long n) {
        return feedAfter(n).letters(0, Integer.MAX_VALUE);
    }

    private static MemoryFeed feedAfter(long n) {
        MemoryFeed feed = new MemoryFeed();
        for (long i = 1; i <= n; i++) {
            feed.apply(change(i));
        }
        return feed;
    }

    /** How many changes were applied. */
    static long count(Optional<Checkpoint> checkpoint) {
        return checkpoint.map(kept -> kept.acknowledgedThrough() / LOGS + 1).orElse(0L);
    }

    private static DeadLetter letter(long n) {
        return new DeadLetter(
                n,
                FEED,
                new EventId(1, hash(n), 0),
                Optional.of(new Position(n, hash(n), 0)),
                1,
                n % 2 == 0,
                Json.of("{\"n\":" + n + "}"),
                List.of(new DeadLetter.Cause("java.lang.IllegalStateException", "at block " + n)),
                3,
                Instant.ofEpochMilli(n),
                Instant.ofEpochMilli(n + 1),
                DeadLetter.State.DEAD);
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

package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are being read, in the order of the chain, so that a feed need not wait for one after the other. It is bounded in events
 * and in bytes: a large event counts as several, and no range is asked for while more is there, or expected, than there is room for;
 * of what was not tried yet one read is. In the walker's mailbox.
 */
public final class ReadAhead<T> {
    private static final int MOST_READS = 8;

    /** In events of an ordinary size: 32 MiB of larger ones. */
    private static final int MOST_LOAD = 8_192;

    /** One read: of a block by its header, or of a range. */
    public static final class Ask<T> {
        public final long from;
        public final long to;
        public final @Nullable BlockHeader header;
        // written by whoever brings the answer, read in the mailbox
        private volatile int load;
        private volatile @Nullable Chunk<T> chunk;
        private volatile @Nullable Throwable failure;

        Ask(long from, long to, @Nullable BlockHeader header) {
            this.from = from;
            this.to = to;
            this.header = header;
        }

        @Nullable
        public Chunk<T> chunk() {
            return chunk;
        }

        /** How much was read, in events of an ordinary size. */
        public int load() {
            return load;
        }

        @Nullable
        public Throwable failure() {
            return failure;
        }

        public boolean isDone() {
            return chunk != null || failure != null;
        }

        private void ends(@Nullable Chunk<T> read, @Nullable Throwable failed) {
            load = read == null ? 0 : read.load();
            chunk = read;
            failure = Failures.cause(failed);
        }
    }

    private final BlockReader<T> reader;
    private final Deque<Ask<T>> asked = new ArrayDeque<>();

    public ReadAhead(BlockReader<T> reader) {
        this.reader = reader;
    }

    /** The next in order, read or not; null if nothing was asked for. */
    @Nullable
    public Ask<T> first() {
        return asked.peekFirst();
    }

    public void removeFirst() {
        asked.removeFirst();
    }

    /** Forgets what was asked for; what still comes of it is for nobody. */
    public void drop() {
        asked.clear();
    }

    /** The last block that was asked for, or the given one. */
    public long plannedTo(long cursor) {
        return asked.isEmpty() ? cursor : asked.getLast().to;
    }

    public boolean hasRoom() {
        long load = 0;
        for (Ask<T> ask : asked) {
            if (ask.chunk != null) {
                load += ask.load;
            } else if (ask.header == null) {
                load += reader.expected(ask.to - ask.from + 1);
            }
        }
        return asked.size() < MOST_READS && load < MOST_LOAD;
    }

    /** Asks for a block. */
    public void block(BlockHeader header, Runnable done) {
        Ask<T> ask = new Ask<>(header.number(), header.number(), header);
        begin(ask, reader.block(header), done);
    }

    /** Asks for a range of final blocks. */
    public void range(long from, long to, Runnable done) {
        begin(new Ask<>(from, to, null), reader.range(from, to), done);
    }

    private void begin(Ask<T> ask, CompletableFuture<Chunk<T>> read, Runnable done) {
        asked.addLast(ask);
        var unused = read.whenComplete((chunk, failure) -> {
            ask.ends(chunk, failure);
            done.run();
        });
    }
}

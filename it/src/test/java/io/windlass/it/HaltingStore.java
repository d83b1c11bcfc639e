package io.windlass.it;

import io.windlass.DeadLetter;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the durable steps of one kind that go through it, and halts the JVM before or after one of them, as a power switch would. */
record HaltingStore(FeedStore store, DurableStep kind, Halt halt, AtomicInteger steps) implements FeedStore {
    /** What the JVM ends with. */
    static final int CODE = 86;

    /**
     * Where to halt.
     *
     * @param step the first is 1; 0 for never
     * @param before false for after it
     */
    record Halt(int step, boolean before) {
        static final Halt NEVER = new Halt(0, true);

        /** The same from {@link #toString()}. */
        static Halt of(String text) {
            int space = text.indexOf(' ');
            return new Halt(Integer.parseInt(text.substring(space + 1)), text.startsWith("before"));
        }

        /** Tells where the JVM is: this may be the end of it. */
        void at(int now, boolean beforeIt) {
            if (now == step && beforeIt == before) {
                Runtime.getRuntime().halt(CODE);
            }
        }

        @Override
        public String toString() {
            return (before ? "before " : "after ") + step;
        }
    }

    HaltingStore(FeedStore store, DurableStep kind, Halt halt) {
        this(store, kind, halt, new AtomicInteger());
    }

    private void step(boolean counts, Runnable write) {
        if (!counts) {
            write.run();
            return;
        }
        int now = steps.incrementAndGet();
        halt.at(now, true);
        write.run();
        halt.at(now, false);
    }

    @Override
    public FeedLease acquire(String feed) {
        FeedLease[] acquired = new FeedLease[1];
        step(kind == DurableStep.LEASE, () -> acquired[0] = store.acquire(feed));
        return new HaltingLease(acquired[0]);
    }

    @Override
    public List<String> feeds() {
        return store.feeds();
    }

    @Override
    public void close() {
        store.close();
    }

    private final class HaltingLease implements FeedLease {
        private final FeedLease lease;

        HaltingLease(FeedLease lease) {
            this.lease = lease;
        }

        @Override
        public long epoch() {
            return lease.epoch();
        }

        @Override
        public Optional<Checkpoint> checkpoint() {
            return lease.checkpoint();
        }

        @Override
        public List<DeadLetter> letters(long afterId, int limit) {
            return lease.letters(afterId, limit);
        }

        @Override
        public Optional<DeadLetter> letter(long id) {
            return lease.letter(id);
        }

        @Override
        public void apply(FeedChange change) {
            step(kind.isIn(change), () -> lease.apply(change));
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}

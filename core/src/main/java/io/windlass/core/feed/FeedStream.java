package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.EventStream;
import io.windlass.SubscriptionStats;
import io.windlass.core.delivery.PullQueue;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Events of one or several subscriptions that their reader pulls; each is acknowledged when the next is asked for. */
final class FeedStream<T> implements EventStream<T> {
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Taps taps;
    private final Ticker ticker;
    private final PullQueue<Item<T>> queue;
    private final List<Running> members = new ArrayList<>();
    private final List<Member<T>> outlets = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable BlockchainException failure;

    // only by the reader
    private @Nullable Item<T> taken;
    private @Nullable ChainEvent<T> ready;

    /** An arrival and whose it is. */
    private record Item<T>(Member<T> from, Arrival<T> arrival) {}

    FeedStream(Taps taps, Ticker ticker, int buffer) {
        this.taps = taps;
        this.ticker = ticker;
        this.queue = new PullQueue<>(buffer, MAX_BYTES);
    }

    /**
     * The place where one more subscription puts its events.
     *
     * @param failed told if the subscription fails
     */
    Outlet<T> outlet(FeedCounters counters, Consumer<BlockchainException> failed) {
        Member<T> outlet = new Member<>(this, counters, failed);
        outlets.add(outlet);
        open.incrementAndGet();
        return outlet;
    }

    void add(Running member) {
        members.add(member);
    }

    List<Running> members() {
        return members;
    }

    private void left(@Nullable BlockchainException reason) {
        if (reason != null) {
            failure = reason;
            queue.finish();
        } else if (open.decrementAndGet() == 0) {
            queue.finish();
        }
    }

    @Override
    public Iterator<ChainEvent<T>> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return waitForNext();
            }

            @Override
            public ChainEvent<T> next() {
                if (!waitForNext()) {
                    throw new NoSuchElementException("the stream has ended");
                }
                return take();
            }
        };
    }

    private boolean waitForNext() {
        try {
            if (fill(Long.MAX_VALUE)) {
                return true;
            }
            throwIfFailed();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            return false;
        }
    }

    @Override
    public Optional<ChainEvent<T>> poll(Duration timeout) throws InterruptedException {
        if (!fill(timeout.toNanos())) {
            if (queue.isExhausted()) {
                throwIfFailed();
            }
            return Optional.empty();
        }
        return Optional.of(take());
    }

    private ChainEvent<T> take() {
        ChainEvent<T> event = Objects.requireNonNull(ready);
        ready = null;
        Item<T> from = taken;
        if (from != null) {
            from.from().counters.delivered.increment();
        }
        taps.hand(event);
        return event;
    }

    /** Makes the next event ready, or answers false when the time is over or none will come. */
    private boolean fill(long nanos) throws InterruptedException {
        long start = ticker.nanos();
        while (ready == null) {
            acknowledgeTaken();
            Item<T> next = queue.take(nanos - (ticker.nanos() - start));
            if (next == null) {
                return false;
            }
            taken = next;
            ready = next.arrival().event();
        }
        return true;
    }

    private void acknowledgeTaken() {
        Item<T> done = taken;
        if (done != null) {
            taken = null;
            done.from().acknowledge(done.arrival());
            outlets.forEach(outlet -> outlet.progress.run()); // the room is everybody's
        }
    }

    private void throwIfFailed() {
        BlockchainException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public SubscriptionStats stats() {
        return members.stream().map(Running::stats).reduce(FeedStats::sum).orElseThrow();
    }

    @Override
    public CompletableFuture<Void> live() {
        return CompletableFuture.allOf(members.stream().map(Running::live).toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        members.forEach(Running::close);
        queue.close();
    }

    /** One subscription's share of the stream. */
    private static final class Member<T> implements Outlet<T> {
        private final FeedStream<T> stream;
        private final FeedCounters counters;
        private final Consumer<BlockchainException> failed;
        private volatile Runnable progress = () -> {};
        private volatile @Nullable Arrival<T> acknowledged;
        private final Tally tally = new Tally();

        Member(FeedStream<T> stream, FeedCounters counters, Consumer<BlockchainException> failed) {
            this.stream = stream;
            this.counters = counters;
            this.failed = failed;
        }

        @Override
        public boolean offer(Arrival<T> arrival) {
            return tally.offered(stream.queue.offer(new Item<>(this, arrival), arrival.bytes()));
        }

        private void acknowledge(Arrival<T> arrival) {
            acknowledged = arrival;
            tally.settled();
        }

        @Override
        public List<Arrival<T>> withdraw(Predicate<Arrival<T>> which) {
            List<Arrival<T>> out =
                    stream.queue.withdraw(item -> item.from() == this && which.test(item.arrival())).stream()
                            .map(Item::arrival)
                            .toList();
            tally.withdrawn(out.size());
            return out;
        }

        @Override
        public @Nullable Arrival<T> withdrawOldest() {
            Item<T> oldest = stream.queue.withdrawFirst(item -> item.from() == this);
            if (oldest == null) {
                return null;
            }
            tally.withdrawn(1);
            return oldest.arrival();
        }

        @Override
        public @Nullable Arrival<T> acknowledged() {
            return acknowledged;
        }

        @Override
        public List<Dead<T>> dead(long through) {
            return List.of(); // its reader cannot refuse an event
        }

        @Override
        public @Nullable Instant failingSince() {
            return null; // its reader cannot fail
        }

        @Override
        public int waiting() {
            return stream.queue.waiting(item -> item.from() == this);
        }

        @Override
        public boolean isIdle() {
            return tally.isLevel();
        }

        @Override
        public void onProgress(Runnable listener) {
            progress = listener;
        }

        @Override
        public boolean isPushed() {
            return false;
        }

        @Override
        public CompletableFuture<Void> stop() {
            return CompletableFuture.completedFuture(null); // the reader may have what waits
        }

        @Override
        public void fail(BlockchainException failure) {
            stream.left(failure);
            failed.accept(failure);
        }

        @Override
        public void close() {
            stream.left(null);
        }
    }
}

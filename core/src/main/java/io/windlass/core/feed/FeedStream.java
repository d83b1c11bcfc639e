package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.EventStream;
import io.windlass.SubscriptionStats;
import io.windlass.core.delivery.PullQueue;
import io.windlass.core.delivery.Taps;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Events of one or several subscriptions that their reader pulls. */
final class FeedStream<T> implements EventStream<T>, Receiver {
    private static final int MAX_ITEMS = 65_536;
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /** A push and whose it is: the subscription that can read it. */
    private static final class Push<T> {
        private final FeedSubscription<T> from;
        private final byte[] bytes;

        Push(FeedSubscription<T> from, byte[] bytes) {
            this.from = from;
            this.bytes = bytes;
        }

        List<ChainEvent<T>> events() {
            return from.events(bytes);
        }
    }

    private final Taps taps;
    private final Ticker ticker;
    private final List<FeedSubscription<T>> subscriptions = new ArrayList<>();
    private final PullQueue<Push<T>> queue = new PullQueue<>(MAX_ITEMS, MAX_BYTES);
    private final AtomicLong delivered = new AtomicLong();
    private volatile @Nullable BlockchainException failure;

    /** The rest of the last push; only the reader touches it. */
    private final Deque<ChainEvent<T>> ready = new ArrayDeque<>();

    FeedStream(Taps taps, Ticker ticker) {
        this.taps = taps;
        this.ticker = ticker;
    }

    void add(FeedSubscription<T> subscription) {
        subscriptions.add(subscription);
    }

    List<FeedSubscription<T>> subscriptions() {
        return subscriptions;
    }

    @Override
    @SuppressWarnings("unchecked") // only our own subscriptions offer to this stream
    public boolean offer(FeedSubscription<?> from, byte[] push) {
        return queue.offer(new Push<>((FeedSubscription<T>) from, push), push.length);
    }

    @Override
    public void failed(BlockchainException reason) {
        failure = reason;
        queue.finish();
    }

    @Override
    public void closed() {
        queue.close();
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
            while (!fill(Long.MAX_VALUE)) {
                if (queue.isExhausted()) {
                    throwIfFailed();
                    return false;
                }
            }
            return true;
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
        ChainEvent<T> event = ready.remove();
        delivered.incrementAndGet();
        taps.hand(event);
        return event;
    }

    /** Makes the next event ready, or answers false when the time is over or none will come. */
    private boolean fill(long nanos) throws InterruptedException {
        long start = ticker.nanos();
        while (ready.isEmpty()) {
            Push<T> push = queue.take(nanos - (ticker.nanos() - start));
            if (push == null) {
                return false;
            }
            ready.addAll(push.events());
        }
        return true;
    }

    private void throwIfFailed() {
        BlockchainException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public SubscriptionStats stats() {
        return new SubscriptionSnapshot(delivered.get(), 0, queue.refused(), queue.waiting());
    }

    @Override
    public void close() {
        subscriptions.forEach(FeedSubscription::close);
        queue.close();
    }
}

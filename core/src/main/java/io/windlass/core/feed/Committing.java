package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.Position;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to a handler that writes its acknowledgements itself, and tells it what these are. The walk writes the same later,
 * with what else has changed; a store lets none of the two overtake the other. Opened in the walker's mailbox, used by the
 * handler's thread.
 */
final class Committing<T> {
    /** What a handler wrote last: of the events from the first ordinal through the last. */
    private record Written(long first, long through, Optional<Position> position) {}

    /** Whoever waits for the letter about what has this ordinal. */
    private record Waiting(long ordinal, Runnable goOn) {}

    private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();
    private volatile @Nullable FeedLease lease;
    private volatile Consumer<BlockchainException> storeFailed = failure -> {};
    private volatile boolean withinBlocks;

    /** Guarded by this. */
    private Rewinds rewinds = Rewinds.NONE;

    private volatile @Nullable Written written;

    /** The attempt whose first event has this ordinal, the newest so far, has passed its deadline. */
    private volatile long overdue;

    /**
     * The feed begins.
     *
     * @param events in the order of the chain, so that each moves the position
     * @param failed told if the store is lost: the feed must end
     */
    void opens(FeedLease feeds, boolean events, Consumer<BlockchainException> failed) {
        withinBlocks = events;
        storeFailed = failed;
        lease = feeds;
    }

    /**
     * The feed goes back. To be called before that is written: what a handler writes afterwards moves no position to behind this
     * one. What stands before it stays where it was, and an acknowledgement of it counts: final history is in no window, and would
     * come again after a crash.
     *
     * @param settled everything up to this ordinal is settled already
     */
    synchronized void rewinds(long handedThrough, Position to, long settled) {
        rewinds = rewinds.and(handedThrough, to, settled + 1);
    }

    /** Where the last of these leaves the feed. */
    private synchronized Optional<Position> positionOf(List<WalkArrival<T>> arrivals) {
        Position last = null;
        for (WalkArrival<T> arrival : arrivals) {
            FeedEvent<T> event = arrival.walked();
            Position at = event.at();
            boolean isEvent = withinBlocks && !event.removed() && !arrival.isReplay();
            if (at != null && isEvent && rewinds.leave(arrival.ordinal(), at)) {
                last = at;
            }
        }
        return Optional.ofNullable(last);
    }

    /** The attempt that begins with this has passed its deadline: from here on it can commit nothing. */
    void overdue(long event) {
        overdue = event;
    }

    /** True if a handler has written the acknowledgement of this. */
    boolean hasWritten(long event) {
        Written last = written;
        return last != null && last.first() <= event && event <= last.through();
    }

    /** True if a handler has written just this. */
    boolean hasWritten(long through, Optional<Position> position) {
        Written last = written;
        return last != null && last.through() == through && last.position().equals(position);
    }

    /**
     * The handler has failed for good, and nothing is handed over before the letter is durable: what is committed next says that
     * everything before it is settled, and a crash would leave neither letter nor effect.
     */
    void awaitsLetter(long ordinal, Runnable goOn) {
        waiting.set(new Waiting(ordinal, goOn));
    }

    /** Who is to go on once what is settled up to this ordinal is durable; asked for once. Null if nobody waits for that. */
    @Nullable
    Runnable awaiting(long through) {
        Waiting now = waiting.get();
        return now != null && now.ordinal() <= through && waiting.compareAndSet(now, null) ? now.goOn() : null;
    }

    /** Hands over one event. */
    void hand(AcknowledgingHandler<T> to, WalkArrival<T> arrival) throws Exception {
        hand(List.of(arrival), (feeds, entry) -> to.onEvent(arrival.event(), feeds, entry));
    }

    /** Hands over several events, which are acknowledged together. */
    void handAll(AcknowledgingBatchHandler<T> to, List<WalkArrival<T>> arrivals) throws Exception {
        List<ChainEvent<T>> events = arrivals.stream().map(WalkArrival::event).toList();
        hand(arrivals, (feeds, entry) -> to.onBatch(events, feeds, entry));
    }

    /** What a handler is called with. */
    private interface Call {
        void with(FeedLease feeds, Acknowledgement entry) throws Exception;
    }

    private void hand(List<WalkArrival<T>> arrivals, Call call) throws Exception {
        FeedLease feeds = Objects.requireNonNull(lease, "events come once the feed is open");
        Entry entry = new Entry(arrivals);
        overdue = 0;
        try {
            call.with(feeds, entry);
        } catch (FencedException | FeedStoreException e) {
            storeFailed.accept(e);
            throw e;
        }
        written = new Written(entry.first(), entry.sequence(), entry.position);
    }

    /** The acknowledgement of one event, or of several. */
    private final class Entry implements Acknowledgement {
        private final List<WalkArrival<T>> arrivals;
        private volatile Optional<Position> position = Optional.empty();

        Entry(List<WalkArrival<T>> arrivals) {
            this.arrivals = arrivals;
        }

        long first() {
            return arrivals.get(0).ordinal();
        }

        @Override
        public long sequence() {
            return arrivals.get(arrivals.size() - 1).ordinal();
        }

        @Override
        public FeedChange change() {
            if (overdue == first()) {
                throw new IllegalStateException(
                        "the attempt has passed its deadline: what it has done is to be undone, since it counts as failed");
            }
            FeedChange.Builder change = FeedChange.builder();
            arrivals.stream().filter(WalkArrival::isReplay).forEach(replay -> change.dropLetter(replay.letter()));
            position = positionOf(arrivals);
            return change.acknowledged(sequence(), position).build();
        }
    }
}

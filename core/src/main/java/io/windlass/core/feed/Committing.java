package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.FeedStoreException;
import io.windlass.FencedException;
import io.windlass.Position;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
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
    /** What a handler wrote last. */
    private record Written(long through, Optional<Position> position) {}

    /** Whoever waits for the letter about what has this ordinal. */
    private record Waiting(long ordinal, Runnable goOn) {}

    private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();
    private volatile @Nullable FeedLease lease;
    private volatile Consumer<BlockchainException> storeFailed = failure -> {};
    private volatile boolean withinBlocks;

    /** As in {@link AckLine}: where events up to this ordinal stood says nothing any more. */
    private volatile long voidThrough;

    private volatile @Nullable Written written;

    /** The attempt with what has this ordinal, the newest so far, has passed its deadline. */
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

    /** The feed goes back. To be called before that is written: what a handler writes afterwards moves no position. */
    void rewinds(long handedThrough) {
        voidThrough = handedThrough;
    }

    /** The attempt with this has passed its deadline: from here on it can commit nothing. */
    void overdue(long event) {
        overdue = event;
    }

    /** True if a handler has written the acknowledgement of this. */
    boolean hasWritten(long event) {
        Written last = written;
        return last != null && last.through() == event;
    }

    /** True if a handler has written just this. */
    boolean hasWritten(long through, Optional<Position> position) {
        return new Written(through, position).equals(written);
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
        FeedLease feeds = Objects.requireNonNull(lease, "events come once the feed is open");
        Entry entry = new Entry(arrival);
        overdue = 0;
        try {
            to.onEvent(arrival.event(), feeds, entry);
        } catch (FencedException | FeedStoreException e) {
            storeFailed.accept(e);
            throw e;
        }
        written = new Written(arrival.ordinal(), entry.position);
    }

    /** The acknowledgement of one event. */
    private final class Entry implements Acknowledgement {
        private final WalkArrival<T> arrival;
        private volatile Optional<Position> position = Optional.empty();

        Entry(WalkArrival<T> arrival) {
            this.arrival = arrival;
        }

        @Override
        public long sequence() {
            return arrival.ordinal();
        }

        @Override
        public FeedChange change() {
            if (overdue == arrival.ordinal()) {
                throw new IllegalStateException(
                        "the attempt has passed its deadline: what it has done is to be undone, since it counts as failed");
            }
            FeedEvent<T> event = arrival.walked();
            boolean moves = withinBlocks && !event.removed() && !arrival.isReplay() && arrival.ordinal() > voidThrough;
            position = moves ? event.position() : Optional.empty();
            FeedChange.Builder change = FeedChange.builder().acknowledged(arrival.ordinal(), position);
            if (arrival.isReplay()) {
                change.dropLetter(arrival.letter());
            }
            return change.build();
        }
    }
}

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

    private volatile @Nullable FeedLease lease;
    private volatile Consumer<BlockchainException> storeFailed = failure -> {};
    private volatile boolean withinBlocks;

    /** As in {@link AckLine}: where events up to this ordinal stood says nothing any more. */
    private volatile long voidThrough;

    private volatile @Nullable Written written;

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

    /** True if a handler has written just this. */
    boolean hasWritten(long through, Optional<Position> position) {
        return new Written(through, position).equals(written);
    }

    /** Hands over one event. */
    void hand(AcknowledgingHandler<T> to, WalkArrival<T> arrival) throws Exception {
        FeedLease feeds = Objects.requireNonNull(lease, "events come once the feed is open");
        Entry entry = new Entry(arrival);
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

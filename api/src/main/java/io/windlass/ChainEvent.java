package io.windlass;

import java.util.Optional;

/**
 * The envelope around everything a feed delivers, to handlers, streams and observers alike. Immutable.
 *
 * <p>Users do not implement this interface: it may gain methods in any release.
 *
 * @param <T> the type of the value
 */
public interface ChainEvent<T> {
    /** How an event reached the feed. */
    enum Source {
        /** Announced by the node while the feed followed the head. */
        LIVE,
        /** Read back from the node, to fill history or a gap. */
        BACKFILL
    }

    /** The identity of what the event is about. */
    EventId id();

    /** The header, log or transaction hash itself; it never says whether it was removed. */
    T value();

    /** Where it stands on the chain; empty for what is in no block yet, such as a pending transaction. */
    Optional<Position> position();

    /** 1 when it is seen for the first time, n for the n-th appearance after it left the chain and came back. */
    int occurrence();

    /** How it reached the feed. */
    Source source();

    /** The JSON it was read from, where {@link SubscriptionBuilder#keepRaw()} asked for it. */
    Optional<Json> raw();

    /** True if this takes back an event that was delivered before, since its block left the chain. */
    boolean removed();
}

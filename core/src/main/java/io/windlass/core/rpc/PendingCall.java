package io.windlass.core.rpc;

import io.windlass.spi.Link;
import io.windlass.spi.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * One sending of a call. Sending it again makes a new object with a new id, so that late news of the first sending cannot be
 * mistaken for news of the second; both share what was asked, and whoever claims that completes it.
 */
final class PendingCall implements Outbound {
    final long id;
    final Asked asked;
    final int attempt;

    /** True if it must not go in a batch: one with it was refused. */
    final boolean single;

    volatile @Nullable Link link;
    volatile @Nullable Batch batch;
    volatile boolean sent;

    /** True from when it asks the endpoint's limits for its turn until it needs it no more. */
    volatile boolean entered;

    /** When its turn came. */
    volatile long admittedNanos;

    /** True while it takes a place of those that are limited; belongs to {@link EndpointLimits}. */
    boolean holdsPlace;

    private final byte[] payload;

    PendingCall(long id, Asked asked, byte[] payload) {
        this(id, asked, payload, 0, false);
    }

    private PendingCall(long id, Asked asked, byte[] payload, int attempt, boolean single) {
        this.id = id;
        this.asked = asked;
        this.payload = payload;
        this.attempt = attempt;
        this.single = single;
        this.admittedNanos = asked.startNanos;
        asked.latest = this;
    }

    PendingCall again(long newId, byte[] newPayload) {
        return new PendingCall(newId, asked, newPayload, attempt + 1, single);
    }

    /** The same attempt, not in a batch. */
    PendingCall singly(long newId, byte[] newPayload) {
        return new PendingCall(newId, asked, newPayload, attempt, true);
    }

    boolean isDone() {
        return asked.isDone();
    }

    /** True if it waits for no link but dies with its own. */
    boolean isPinned() {
        return asked.owner == Asked.Owner.LINK;
    }

    boolean mayBeRepeated() {
        return asked.owner == Asked.Owner.BOOK && !isOutcomeUnknown();
    }

    /** If it ends now, nobody knows whether the node did what it was asked to do. */
    boolean isOutcomeUnknown() {
        return sent && !asked.isIdempotent();
    }

    @Override
    public byte[] payload() {
        return payload;
    }
}

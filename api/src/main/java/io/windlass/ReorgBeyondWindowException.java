package io.windlass;

import java.util.Optional;

/**
 * A reorg reaches below what a feed remembers: it cannot say which of the events that it delivered are gone. See {@link
 * SubscriptionBuilder#onDeepReorg}.
 */
public final class ReorgBeyondWindowException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final long oldest;
    private final transient Optional<Position> ancestor;

    /**
     * Made by the engine.
     *
     * @param message what happened and what to change, without secrets
     * @param oldest the oldest block whose events the feed remembers
     * @param ancestor the newest block known to be on both branches, if one is
     */
    public ReorgBeyondWindowException(String message, long oldest, Optional<Position> ancestor) {
        super(message, null);
        this.oldest = oldest;
        this.ancestor = ancestor;
    }

    /** The oldest block whose events the feed remembers. */
    public long oldest() {
        return oldest;
    }

    /** The newest block known to be on both branches, if one is. */
    public Optional<Position> ancestor() {
        return ancestor;
    }
}

package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * A subscription ended: the node refused it, or the connection it ran on is gone.
 */
public final class SubscriptionFailedException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String feed;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param feed the feed
     * @param cause what lies behind it
     */
    public SubscriptionFailedException(String message, String feed, @Nullable Throwable cause) {
        super(message, cause);
        this.feed = feed;
    }

    /** The feed. */
    public String feed() {
        return feed;
    }
}

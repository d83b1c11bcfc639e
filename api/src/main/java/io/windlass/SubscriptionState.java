package io.windlass;

/**
 * Where a subscription is in its life.
 *
 * <pre>
 * STARTING ──▶ CATCHING_UP ⇄ LIVE
 *     │             ⇅         ⇅
 *     │          BLOCKED_BY_HANDLER
 *     ▼             ▼         ▼
 *   FAILED        CLOSED, COMPLETED or FAILED from any of them
 * </pre>
 */
public enum SubscriptionState {
    /** It learns where to begin. */
    STARTING,
    /** Blocks up to the head are still to be sealed. */
    CATCHING_UP,
    /** Every block up to a head that was read after subscribing is sealed. */
    LIVE,
    /**
     * For a second or longer the handler has had more to do than its buffer holds, or has been failing, or is past its deadline;
     * nothing is lost, the rest is read later. {@link SubscriptionStats#failingSince()} tells which.
     */
    BLOCKED_BY_HANDLER,
    /** It reached the end it was given, and all of it was acknowledged. */
    COMPLETED,
    /** It was closed. */
    CLOSED,
    /** It cannot go on; {@link Subscription#ended()} says why. */
    FAILED;

    /** True if nothing will come any more. */
    public boolean isTerminal() {
        return this == COMPLETED || this == CLOSED || this == FAILED;
    }
}

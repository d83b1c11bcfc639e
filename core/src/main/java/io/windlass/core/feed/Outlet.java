package io.windlass.core.feed;

import io.windlass.BlockchainException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a subscription's events go: a handler's lane, or a stream. Nothing here blocks. Thread-safe. */
interface Outlet<T> {
    /** False if there is no room now; {@link #onProgress} tells when there is. */
    boolean offer(Arrival<T> arrival);

    /** Takes back what nobody has begun to receive. */
    List<Arrival<T>> withdraw(Predicate<Arrival<T>> which);

    /** Takes back what has waited longest; null if nothing waits. */
    @Nullable
    Arrival<T> withdrawOldest();

    /** What was settled last, that is acknowledged or dead; all that was handed over before it is settled too. Null at first. */
    @Nullable
    Arrival<T> acknowledged();

    /**
     * Takes out what failed for good, in order, as far as its ordinal goes up to this one: that of {@link #acknowledged()} as it
     * was last asked for, so that a letter is never ahead of what is settled, nor behind it.
     */
    List<Dead<T>> dead(long through);

    /** Since when the receiver has been failing on what it was given, by the wall clock; null if it is not. */
    @Nullable
    Instant failingSince();

    /** How many events wait. */
    int waiting();

    /**
     * Who is told when there is room again, nothing waits any more, or the receiver begins or ceases to fail. Before the first
     * offer.
     */
    void onProgress(Runnable listener);

    /** True if nothing waits and everything that was received is acknowledged. */
    boolean isIdle();

    /** Nothing follows for now: what is collected to be handed over together goes without waiting for more. */
    default void flush() {
        // most collect nothing
    }

    /** True if what waits is handed over by itself, rather than when its receiver asks for it. */
    boolean isPushed();

    /**
     * Hands nothing more over from now on; {@link #fail} or {@link #close} follows.
     *
     * @return completes when nothing is being received any more, so that {@link #acknowledged} has come to its end
     */
    CompletableFuture<Void> stop();

    /** The subscription has failed: ends, and tells whoever receives. */
    void fail(BlockchainException failure);

    /** Nothing more will be offered, and what waits is dropped: ends. */
    void close();
}

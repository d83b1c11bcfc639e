package io.windlass.core.feed.push;

import io.windlass.BlockchainException;
import org.jspecify.annotations.Nullable;

/** Hears what a node pushes for one subscription, over one link after another. Nothing here may block. */
public interface PushListener {
    /** A value came, as JSON; the array is the listener's from now on. In order, by one thread at a time. */
    void pushed(byte[] json);

    /** A node has confirmed the subscription, over the first link or a later one. */
    void confirmed();

    /** No link carries the subscription any more; another may. */
    void interrupted();

    /** Those that could push it now have refused to: what can be asked for has to be, until it is confirmed. */
    default void refusedForNow() {
        // what cannot be asked for is waited for
    }

    /** It ended: the node refused it or no link will come any more; null if it was closed. Last, once. */
    void ended(@Nullable BlockchainException failure);
}

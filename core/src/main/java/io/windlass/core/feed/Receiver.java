package io.windlass.core.feed;

import io.windlass.BlockchainException;

/** Where a subscription's pushes go. Offering never blocks. */
interface Receiver {
    /** False if there was no room. */
    boolean offer(FeedSubscription<?> from, byte[] push);

    /** The subscription has failed: tell whoever receives, after what was offered before. */
    void failed(BlockchainException failure);

    /** The subscription was closed: nothing more will be offered and nothing more needs to be received. */
    void closed();
}

package io.windlass.core.feed;

import io.windlass.BloomTrust;
import io.windlass.SystemLogs;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.delivery.Taps;
import io.windlass.spi.FeedStore;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What all subscriptions of a manager share.
 *
 * @param taps hear every event
 * @param stores where named subscriptions are kept; opened when first asked for
 * @param follow how chains are followed, but for the rhythm, which each connection has of its own
 * @param bloom what the blooms are good for
 * @param systemLogs whether the logs of the chain's own bookkeeping belong to its blocks
 * @param windowBytes how much memory the events that may be taken back may take, of each subscription
 * @param drainTime how long a subscription that is closed waits for its handler to return
 */
public record FeedServices(
        Taps taps,
        Supplier<FeedStore> stores,
        FollowSettings follow,
        BloomTrust bloom,
        SystemLogs systemLogs,
        long windowBytes,
        Duration drainTime) {
    /** The same for a chain of which this is known. */
    public FeedServices forChain(int reorgDepth, BloomTrust trust, SystemLogs ownLogs) {
        return new FeedServices(taps, stores, follow.withDepth(reorgDepth), trust, ownLogs, windowBytes, drainTime);
    }

    /** For chains that nothing is known about. */
    public static FeedServices of(Taps taps, Supplier<FeedStore> stores, long windowBytes, Duration drainTime) {
        return new FeedServices(
                taps, stores, FollowSettings.DEFAULTS, BloomTrust.NONE, SystemLogs.INCLUDE, windowBytes, drainTime);
    }
}

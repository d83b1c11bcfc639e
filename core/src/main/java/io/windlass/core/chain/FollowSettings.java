package io.windlass.core.chain;

import io.windlass.NetworkConfig;
import java.time.Duration;

/**
 * How a chain is followed.
 *
 * @param depth how many blocks below the head may still change, where the chain does not say what is final
 * @param pollInterval how often the head is read where nothing announces it
 * @param silence after how long without an announcement the head is read
 * @param absence for how long at least the node must deny a block before it counts as rolled back; where blocks are slow, or
 *     where more than the depth is gone, it takes longer
 */
public record FollowSettings(int depth, Duration pollInterval, Duration silence, Duration absence) {
    /** For a chain that nothing is known about. */
    public static final FollowSettings DEFAULTS = new FollowSettings(
            NetworkConfig.USUAL_REORG_DEPTH, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(10));

    /** The same with another depth. */
    public FollowSettings withDepth(int blocks) {
        return new FollowSettings(blocks, pollInterval, silence, absence);
    }

    /** The same with other rhythms. */
    public FollowSettings withRhythm(Duration poll, Duration silent) {
        return new FollowSettings(depth, poll, silent, absence);
    }
}

package io.windlass.core.sim.feed;

import org.junit.jupiter.api.Test;

/**
 * The storms of {@link FeedSimulationTest} once more, with handlers that fail, hang, are slow, die, leave interrupts behind and
 * complete out of order; one by one, in batches, by stages and several at once. The oracle is the same: whatever handlers do, they
 * hold part of a chain, and in the end the chain.
 *
 * <p>To see what happens in one seed: {@code -Dwindlass.delivery.seed=N}.
 */
class DeliverySimulationTest {
    private static final int SEEDS = Integer.getInteger("windlass.delivery.seeds", 300);

    @Test
    void whateverHandlersDo_theyHoldPartOfAChainAndInTheEndTheChain() {
        Long one = Long.getLong("windlass.delivery.seed");
        if (one != null) {
            Storm.run(one, CrashPlan.RANDOM, Handlers.MISBEHAVING, Trace.to(System.out));
            return;
        }
        long first = Long.getLong("windlass.delivery.first", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                Storm.run(seed, CrashPlan.RANDOM, Handlers.MISBEHAVING, Trace.off());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "replay with -Dtest=DeliverySimulationTest -Dwindlass.delivery.seed=" + seed + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }
}

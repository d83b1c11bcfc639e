package io.windlass.core.sim.feed;

import org.junit.jupiter.api.Test;

/**
 * The storms of {@link DeliverySimulationTest} once more, where handlers of named feeds fail for good, people have letters
 * replayed or delete them, while the feed runs and while nothing does, and engines sleep while others take over from them.
 * {@link LetterOracle} says what is checked beside all else.
 *
 * <p>To see what happens in one seed: {@code -Dwindlass.letters.seed=N}.
 */
class DeadLetterSimulationTest {
    private static final int SEEDS = Integer.getInteger("windlass.letters.seeds", 300);

    @Test
    void whatHandlersFailOnForGood_isALetterUntilItIsAcceptedOrLeavesTheChain() {
        Long one = Long.getLong("windlass.letters.seed");
        if (one != null) {
            Storm.run(one, CrashPlan.RANDOM, Handlers.FAILING_FOR_GOOD, Trace.to(System.out));
            return;
        }
        long first = Long.getLong("windlass.letters.first", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                Storm.run(seed, CrashPlan.RANDOM, Handlers.FAILING_FOR_GOOD, Trace.off());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "replay with -Dtest=DeadLetterSimulationTest -Dwindlass.letters.seed=" + seed + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }
}

package io.windlass.core.sim.feed;

import org.junit.jupiter.api.Test;

/**
 * The storms of {@link FeedSimulationTest} once more, where handlers of named feeds commit their effect together with the
 * acknowledgement, and fail before that, for good, or come too late: whatever lives end, each effect happens once, and what has
 * none is told of by a letter.
 *
 * <p>To see what happens in one seed: {@code -Dwindlass.commits.seed=N}.
 */
class CommitSimulationTest {
    private static final int SEEDS = Integer.getInteger("windlass.commits.seeds", 150);

    @Test
    void whatIsCommittedWithItsAcknowledgement_isEffectedOnce() {
        Long one = Long.getLong("windlass.commits.seed");
        if (one != null) {
            Storm.run(one, CrashPlan.RANDOM, Handlers.COMMITTING, Trace.to(System.out));
            return;
        }
        long first = Long.getLong("windlass.commits.first", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                Storm.run(seed, CrashPlan.RANDOM, Handlers.COMMITTING, Trace.off());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "replay with -Dtest=CommitSimulationTest -Dwindlass.commits.seed=" + seed + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }
}

package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Runs the engine against a model chain while its node lies, lags and breaks, its process dies and its handlers dawdle, all
 * by one seed. {@link Oracle} says what is checked.
 *
 * <p>To see what happens in one seed: {@code -Dwindlass.sim.seed=N}; for others than the usual ones: {@code
 * -Dwindlass.sim.first=N -Dwindlass.sim.seeds=M}.
 */
class FeedSimulationTest {
    private static final long FIRST = Long.getLong("windlass.sim.first", 1);
    private static final int SEEDS = Integer.getInteger("windlass.sim.seeds", 3_000);
    private static final int CRASHED_SEEDS = Integer.getInteger("windlass.sim.crashed", 3);

    @Test
    void whateverHappens_handlersHoldPartOfAChainAndInTheEndTheChain() {
        Long one = Long.getLong("windlass.sim.seed");
        if (one != null) {
            Storm.run(one, CrashPlan.RANDOM, Trace.to(System.out));
            return;
        }
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                Storm.run(seed, CrashPlan.RANDOM, Trace.off());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "replay with -Dtest=FeedSimulationTest -Dwindlass.sim.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void aCrashAtAnyDurableStep_losesNothing() {
        for (long seed = 1; seed <= CRASHED_SEEDS; seed++) {
            int steps = Storm.run(seed, CrashPlan.NEVER, Trace.off());
            for (int step = 1; step <= steps; step++) {
                crash(seed, CrashPlan.at(step, true));
                crash(seed, CrashPlan.at(step, false));
            }
        }
    }

    private static void crash(long seed, CrashPlan plan) {
        try {
            Storm.run(seed, plan, Trace.off());
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(plan + ": " + e.getMessage(), e);
        }
    }

    @Test
    void oneSeed_goesTheSameWayEachTime() {
        assertThat(story(7)).isEqualTo(story(7));
    }

    private static String story(long seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8)) {
            Storm.run(seed, CrashPlan.RANDOM, Trace.to(print));
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

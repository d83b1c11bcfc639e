package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The storms of {@link FeedSimulationTest} over a group: two or three endpoints, sockets and exchanges, each with machines of its
 * own, that fail, refuse subscriptions, lag, stand still, fork, go silent and come back, so that feeds move from one to the other
 * and to polling and back. In half of the seeds one endpoint stays well: what it holds nobody may deny.
 *
 * <p>To see what happens in one seed: {@code -Dwindlass.sim.group.seed=N}; for others than the usual ones: {@code
 * -Dwindlass.sim.group.first=N -Dwindlass.sim.group.seeds=M}.
 */
class GroupFeedSimulationTest {
    private static final int SEEDS = Integer.getInteger("windlass.sim.group.seeds", 150);

    @Test
    void whicheverEndpointFails_handlersHoldPartOfAChainAndInTheEndTheChain() {
        Long one = Long.getLong("windlass.sim.group.seed");
        if (one != null) {
            Storm.run(one, CrashPlan.RANDOM, Handlers.GOOD, Endpoints.SEVERAL, Trace.to(System.out));
            return;
        }
        List<String> failures = new ArrayList<>();
        long first = Long.getLong("windlass.sim.group.first", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            String failure = Storm.verdictOfGroups(seed);
            if (failure != null) {
                failures.add(failure);
            }
        }

        assertThat(failures)
                .as("replay with -Dtest=GroupFeedSimulationTest -Dwindlass.sim.group.seed=N")
                .isEmpty();
    }
}

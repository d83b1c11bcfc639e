package io.windlass.core.sim.feed;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.stream.Stream;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of feeds over several endpoints finds what it is for. */
class PlantedGroupBugsTest {
    private static final int SEEDS = 300;

    static Stream<PlantedBug> bugs() {
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new PlantedBug(
                        "an endpoint that lags denies what others have",
                        1362,
                        "pool.GroupReads",
                        "highestHead",
                        Mutants.wrapIn(Planted.OneForAll.class)),
                new PlantedBug("a feed stays with an endpoint that is lost", 58, "pool.Order", "tell", skip),
                new PlantedBug(
                        "the endpoint that a feed has left still announces", 1, "pool.GroupFeeds$Stage", "close", skip),
                new PlantedBug(
                        "an endpoint of another chain is let in",
                        1,
                        "pool.Admission",
                        "check",
                        Mutants.wrapIn(Planted.LetIn.class)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(PlantedBug bug) {
        bug.assertFoundBy(Mutants::verdictOfGroups, SEEDS);
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        PlantedBug.assertNoneFoundBy(Mutants::verdictOfGroups, 20);
    }
}

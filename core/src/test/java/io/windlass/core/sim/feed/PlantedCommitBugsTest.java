package io.windlass.core.sim.feed;

import java.util.stream.Stream;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of handlers that commit finds what it is for. */
class PlantedCommitBugsTest {
    private static final int SEEDS = 300;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                new PlantedBug(
                        "what was committed in time and answered past its deadline comes again",
                        "feed.HandlerOutlet",
                        "isDurable",
                        Mutants.replaceBy(FixedValue.value(false))),
                new PlantedBug(
                        "the next commit overtakes a letter",
                        "feed.Committing",
                        "awaitsLetter",
                        Mutants.wrapIn(Planted.AtOnceOn.class)),
                new PlantedBug(
                        "a commit of what stands below a reorg moves no position",
                        "feed.Rewinds",
                        "leave",
                        Mutants.replaceBy(FixedValue.value(false))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(PlantedBug bug) {
        bug.assertFoundBy(Mutants::verdictOfCommits, SEEDS);
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        PlantedBug.assertNoneFoundBy(Mutants::verdictOfCommits, 20);
    }
}

package io.windlass.core.sim.feed;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.stream.Stream;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of dead letters finds what it is for. */
class PlantedLetterBugsTest {
    private static final int SEEDS = 200;

    static Stream<PlantedBug> bugs() {
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new PlantedBug(
                        "a letter is replayed wherever its block is",
                        "feed.Replays",
                        "settle",
                        Mutants.wrapIn(Planted.Unchecked.class)),
                new PlantedBug("a letter is written without the state of its event", "feed.DeadEvents", "change", skip),
                new PlantedBug(
                        "a letter stays dead when its block leaves the chain", "feed.DeadEvents", "retract", skip),
                new PlantedBug("a letter outlives its replay", "feed.DeadEvents", "ends", skip),
                new PlantedBug(
                        "what the holder of the lease is told is not heard",
                        "feed.Journal",
                        "apply",
                        Mutants.wrapIn(Planted.Unheard.class)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(PlantedBug bug) {
        bug.assertFoundBy(Mutants::verdictOfLetters, SEEDS);
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        PlantedBug.assertNoneFoundBy(Mutants::verdictOfLetters, 20);
    }
}

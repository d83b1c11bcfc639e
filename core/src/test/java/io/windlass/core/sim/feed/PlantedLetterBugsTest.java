package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.stream.Stream;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of dead letters finds what it is for. */
class PlantedLetterBugsTest {
    private static final int SEEDS = 200;

    private record Bug(String what, String className, String method, Rewrite rewrite) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bug> bugs() {
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new Bug(
                        "a letter is replayed wherever its block is",
                        "feed.Replays",
                        "settle",
                        Mutants.wrapIn(Planted.Unchecked.class)),
                new Bug("a letter is written without the state of its event", "feed.DeadEvents", "change", skip),
                new Bug("a letter stays dead when its block leaves the chain", "feed.DeadEvents", "retract", skip),
                new Bug("a letter outlives its replay", "feed.DeadEvents", "ends", skip),
                new Bug(
                        "what the holder of the lease is told is not heard",
                        "feed.Journal",
                        "apply",
                        Mutants.wrapIn(Planted.Unheard.class)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = mutant.verdictOfLetters(++seed);
        }

        assertThat(found).as("what %d seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(engine.verdictOfLetters(seed)).as("seed %d", seed).isNull();
        }
    }
}

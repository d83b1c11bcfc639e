package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.stream.Stream;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of handlers that commit finds what it is for. */
class PlantedCommitBugsTest {
    private static final int SEEDS = 300;

    private record Bug(String what, String className, String method, Rewrite rewrite) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "what was committed in time and answered past its deadline comes again",
                        "feed.HandlerOutlet",
                        "isDurable",
                        Mutants.replaceBy(FixedValue.value(false))),
                new Bug(
                        "the next commit overtakes a letter",
                        "feed.Committing",
                        "awaitsLetter",
                        Mutants.wrapIn(Planted.AtOnceOn.class)),
                new Bug(
                        "a commit of what stands below a reorg moves no position",
                        "feed.Rewinds",
                        "leave",
                        Mutants.replaceBy(FixedValue.value(false))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = mutant.verdictOfCommits(++seed);
        }

        assertThat(found).as("what %d seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(engine.verdictOfCommits(seed)).as("seed %d", seed).isNull();
        }
    }
}

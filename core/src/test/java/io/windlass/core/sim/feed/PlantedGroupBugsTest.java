package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.stream.Stream;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of feeds over several endpoints finds what it is for. */
class PlantedGroupBugsTest {
    private static final int SEEDS = 300;

    /** @param first the seed that the search begins with, so that it is short */
    private record Bug(String what, long first, String className, String method, Rewrite rewrite) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bug> bugs() {
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new Bug(
                        "an endpoint that lags denies what others have",
                        118,
                        "pool.GroupReads",
                        "highestHead",
                        Mutants.wrapIn(Planted.OneForAll.class)),
                new Bug("a feed stays with an endpoint that is lost", 58, "pool.Order", "tell", skip),
                new Bug("the endpoint that a feed has left still announces", 1, "pool.GroupFeeds$Stage", "close", skip),
                new Bug(
                        "an endpoint of another chain is let in",
                        1,
                        "pool.Admission",
                        "check",
                        Mutants.wrapIn(Planted.LetIn.class)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = bug.first();
        while (found == null && seed < bug.first() + SEEDS) {
            found = mutant.verdictOfGroups(seed++);
        }

        assertThat(found).as("what %s seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(engine.verdictOfGroups(seed)).as("seed %d", seed).isNull();
        }
    }
}

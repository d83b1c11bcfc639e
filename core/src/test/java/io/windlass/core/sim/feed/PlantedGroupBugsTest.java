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
                        "an endpoint that lags denies what others have",
                        "pool.GroupReads",
                        "highestHead",
                        Mutants.wrapIn(Planted.OneForAll.class)),
                new Bug(
                        "logs of one endpoint are read up to the head of another",
                        "pool.GroupReads",
                        "together",
                        Mutants.wrapIn(Planted.Apart.class)),
                new Bug("a feed stays with an endpoint that is lost", "pool.Order", "tell", skip),
                new Bug("the endpoint that a feed has left still announces", "pool.GroupFeeds$Stage", "close", skip),
                new Bug(
                        "an endpoint of another chain is let in",
                        "pool.Admission",
                        "check",
                        Mutants.wrapIn(Planted.LetIn.class)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = mutant.verdictOfGroups(++seed);
        }

        assertThat(found).as("what %d seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(engine.verdictOfGroups(seed)).as("seed %d", seed).isNull();
        }
    }
}

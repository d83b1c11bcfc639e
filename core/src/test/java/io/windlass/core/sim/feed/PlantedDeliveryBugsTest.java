package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.feed.Mutants.Rewrite;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation of misbehaving handlers finds what it is for. */
class PlantedDeliveryBugsTest {
    private static final int SEEDS = 200;

    private record Bug(String what, String className, String method, Rewrite rewrite) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bug> bugs() throws NoSuchMethodException {
        Rewrite nothing = Mutants.replaceBy(MethodCall.invoke(List.class.getMethod("of")));
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new Bug("a late answer counts", "delivery.Deadlines", "passed", nothing),
                new Bug(
                        "a stage past its deadline is cancelled",
                        "delivery.Deadlines",
                        "passed",
                        Mutants.wrapIn(Planted.Cancelled.class)),
                new Bug("several at once are never acknowledged", "delivery.ByKey", "moveLine", skip),
                new Bug(
                        "what failed once is given up",
                        "delivery.Setbacks",
                        "allowsAfter",
                        Mutants.replaceBy(FixedValue.value(false))),
                new Bug(
                        "a removal is an event as any other",
                        "feed.HandlerOutlet",
                        "isAlone",
                        Mutants.replaceBy(FixedValue.value(false))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = mutant.verdictOfDelivery(++seed);
        }

        assertThat(found).as("what %d seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(engine.verdictOfDelivery(seed)).as("seed %d", seed).isNull();
        }
    }
}

package io.windlass.core.sim.feed;

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

    static Stream<PlantedBug> bugs() throws NoSuchMethodException {
        Rewrite nothing = Mutants.replaceBy(MethodCall.invoke(List.class.getMethod("of")));
        Rewrite skip = Mutants.replaceBy(StubMethod.INSTANCE);
        return Stream.of(
                new PlantedBug("a late answer counts", "delivery.Deadlines", "passed", nothing),
                new PlantedBug(
                        "a stage past its deadline is cancelled",
                        "delivery.Deadlines",
                        "passed",
                        Mutants.wrapIn(Planted.Cancelled.class)),
                new PlantedBug("several at once are never acknowledged", "delivery.ByKey", "moveLine", skip),
                new PlantedBug(
                        "what failed once is given up",
                        "delivery.Setbacks",
                        "allowsAfter",
                        Mutants.replaceBy(FixedValue.value(false))),
                new PlantedBug(
                        "a removal is an event as any other",
                        "feed.HandlerOutlet",
                        "isAlone",
                        Mutants.replaceBy(FixedValue.value(false))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(PlantedBug bug) {
        bug.assertFoundBy(Mutants::verdictOfDelivery, SEEDS);
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        PlantedBug.assertNoneFoundBy(Mutants::verdictOfDelivery, 20);
    }
}

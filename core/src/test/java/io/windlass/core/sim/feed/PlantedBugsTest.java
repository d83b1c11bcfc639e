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

/** Shows that the simulation finds what it is for: each of these bugs is planted in the engine, and seeds must find it. */
class PlantedBugsTest {
    private static final int SEEDS = 400;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                new PlantedBug("the unwind is skipped", "feed.Window", "orphans", nothing()),
                new PlantedBug(
                        "what is newest is taken back last", "feed.Window", "orphans", wrap(Planted.Reversed.class)),
                new PlantedBug("what a node answers is not checked", "feed.read.BlockSeal", "contradiction", skip()),
                new PlantedBug("what was pushed counts as the whole block", "feed.Walker", "isHandedThisRun", yes()),
                new PlantedBug(
                        "the bloom proves that there is nothing",
                        "feed.read.BlockLogs",
                        "excludes",
                        wrap(Planted.BloomAsProof.class)),
                new PlantedBug(
                        "a node that lags has rolled back", "chain.Absence", "lasts", wrap(Planted.AtOnce.class)),
                new PlantedBug("the head is not read after a reconnect", "chain.ChainFollower", "connected", skip()),
                new PlantedBug(
                        "blocks are read by number up to the head",
                        "feed.Walker",
                        "boundary",
                        wrap(Planted.UpToTheHead.class)),
                new PlantedBug("nothing is durable before it is handed over", "feed.Walker", "writeThen", skip()),
                new PlantedBug(
                        "acknowledged before the handler returned",
                        "delivery.InOrder",
                        "offered",
                        wrap(Planted.AcknowledgedAtOnce.class)),
                new PlantedBug("it begins a block too late", "feed.WalkStart", "before", wrap(Planted.OneMore.class)),
                new PlantedBug(
                        "occurrences are not counted",
                        "feed.Window",
                        "occurrences",
                        Mutants.replaceBy(FixedValue.value(0))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(PlantedBug bug) {
        bug.assertFoundBy(Mutants::verdict, SEEDS);
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        PlantedBug.assertNoneFoundBy(Mutants::verdict, 30);
    }

    private static Rewrite skip() {
        return Mutants.replaceBy(StubMethod.INSTANCE);
    }

    private static Rewrite wrap(Class<?> advice) {
        return Mutants.wrapIn(advice);
    }

    private static Rewrite yes() {
        return Mutants.replaceBy(FixedValue.value(true));
    }

    private static Rewrite nothing() {
        try {
            return Mutants.replaceBy(MethodCall.invoke(List.class.getMethod("of")));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}

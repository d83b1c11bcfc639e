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

/** Shows that the simulation finds what it is for: each of these bugs is planted in the engine, and seeds must find it. */
class PlantedBugsTest {
    private static final int SEEDS = 400;

    private record Bug(String what, String className, String method, Rewrite rewrite) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug("the unwind is skipped", "feed.Window", "orphans", nothing()),
                new Bug("what is newest is taken back last", "feed.Window", "orphans", wrap(Planted.Reversed.class)),
                new Bug("what a node answers is not checked", "feed.read.BlockSeal", "contradiction", skip()),
                new Bug("what was pushed counts as the whole block", "feed.Walker", "isHandedThisRun", yes()),
                new Bug(
                        "the bloom proves that there is nothing",
                        "feed.read.BlockLogs",
                        "excludes",
                        wrap(Planted.BloomAsProof.class)),
                new Bug("a node that lags has rolled back", "chain.Absence", "lasts", wrap(Planted.AtOnce.class)),
                new Bug("the head is not read after a reconnect", "chain.ChainFollower", "connected", skip()),
                new Bug(
                        "blocks are read by number up to the head",
                        "feed.Walker",
                        "boundary",
                        wrap(Planted.UpToTheHead.class)),
                new Bug("nothing is durable before it is handed over", "feed.Walker", "writeThen", skip()),
                new Bug(
                        "acknowledged before the handler returned",
                        "delivery.InOrder",
                        "offered",
                        wrap(Planted.AcknowledgedAtOnce.class)),
                new Bug("it begins a block too late", "feed.WalkStart", "before", wrap(Planted.OneMore.class)),
                new Bug(
                        "occurrences are not counted",
                        "feed.Window",
                        "occurrences",
                        Mutants.replaceBy(FixedValue.value(0))));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBug_isFound(Bug bug) {
        Mutants mutant = Mutants.with(bug.className(), bug.method(), bug.rewrite());
        String found = null;
        long seed = 0;
        while (found == null && seed < SEEDS) {
            found = mutant.verdict(++seed);
        }

        assertThat(found).as("what %d seeds find", SEEDS).isNotNull();
    }

    @Test
    void theEngineLoadedAnew_hasNoBug() {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= 30; seed++) {
            assertThat(engine.verdict(seed)).as("seed %d", seed).isNull();
        }
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

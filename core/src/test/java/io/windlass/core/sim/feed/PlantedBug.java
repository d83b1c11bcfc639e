package io.windlass.core.sim.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.feed.Mutants.Rewrite;

/**
 * A bug that is planted in the engine, and that seeds of a simulation must find.
 *
 * @param first the seed that the search begins with, so that it is short
 */
record PlantedBug(String what, long first, String className, String method, Rewrite rewrite) {
    /** What a simulation says of an engine with one seed; null if it finds nothing. */
    interface Verdict {
        String of(Mutants engine, long seed);
    }

    PlantedBug(String what, String className, String method, Rewrite rewrite) {
        this(what, 1, className, method, rewrite);
    }

    void assertFoundBy(Verdict verdict, int seeds) {
        Mutants mutant = Mutants.with(className, method, rewrite);
        String found = null;
        long seed = first;
        while (found == null && seed < first + seeds) {
            found = verdict.of(mutant, seed++);
        }

        assertThat(found).as("what %d seeds find", seeds).isNotNull();
    }

    /** The engine as it is, loaded anew as a mutant is. */
    static void assertNoneFoundBy(Verdict verdict, int seeds) {
        Mutants engine = Mutants.none();
        for (long seed = 1; seed <= seeds; seed++) {
            assertThat(verdict.of(engine, seed)).as("seed %d", seed).isNull();
        }
    }

    @Override
    public String toString() {
        return what;
    }
}

package io.windlass.core.pool;

import java.util.Comparator;
import java.util.List;

/** The order of endpoints: by health, then priority, then latency. Pure. */
final class Ranking {
    /** Another endpoint counts as faster from here on. */
    private static final double CLEARLY_FASTER = 0.7;

    private static final Comparator<Ranked> BEST_FIRST = Comparator.comparing(Ranked::health)
            .thenComparingInt(Ranked::priority)
            .thenComparingLong(Ranked::comparedNanos)
            .thenComparingInt(Ranked::index);

    private Ranking() {}

    static List<Ranked> order(List<Ranked> endpoints) {
        return endpoints.stream().sorted(BEST_FIRST).toList();
    }

    /** True if the one is so much better that it should take the other's place, both being of the same health. */
    static boolean clearlyBetter(Ranked one, Ranked than) {
        return one.priority() < than.priority()
                || one.priority() == than.priority()
                        && one.latencyNanos() != 0
                        && one.latencyNanos() < than.latencyNanos() * CLEARLY_FASTER;
    }
}

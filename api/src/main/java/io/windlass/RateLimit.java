package io.windlass;

import java.util.Map;

/**
 * How many calls an endpoint may be sent: so many units a second, where a call costs one unit unless its method costs more.
 * Providers that count compute units publish what their methods cost.
 *
 * @param perSecond units a second, more than 0
 * @param burst how many units may be spent at once after a pause, 1 or more. A provider that counts by the second sees at
 *     most {@code perSecond + burst} in one
 * @param costs what methods cost that do not cost {@code otherCost}, 0 or more each
 * @param otherCost what every other method costs, 0 or more
 * @param units whether methods differ in cost: then what a network knows of its methods' costs counts where {@code costs} says
 *     nothing. False where requests are counted
 */
public record RateLimit(double perSecond, double burst, Map<String, Integer> costs, int otherCost, boolean units) {
    /**
     * Keeps a copy of the costs.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RateLimit {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("perSecond must be > 0 and finite, was " + perSecond);
        }
        if (!(burst >= 1) || Double.isInfinite(burst)) {
            throw new IllegalArgumentException("burst must be >= 1 and finite, was " + burst);
        }
        costs = Map.copyOf(costs);
        costs.forEach(RateLimit::requireCost);
        requireCost("other methods", otherCost);
    }

    private static void requireCost(String of, int cost) {
        if (cost < 0) {
            throw new IllegalArgumentException("the cost of " + of + " must be >= 0, was " + cost);
        }
    }

    /** So many requests a second, whatever their methods; a tenth of them, but at least one, may go at once. */
    public static RateLimit requestsPerSecond(double perSecond) {
        return new RateLimit(perSecond, usualBurst(perSecond), Map.of(), 1, false);
    }

    /**
     * So many units a second; a tenth of them, but at least one, may be spent at once. A call that costs more goes when the
     * burst is full, and those after it wait the longer.
     *
     * @param otherCost what a method costs that is not in the table
     * @param costs what methods cost, by name
     */
    public static RateLimit unitsPerSecond(double perSecond, int otherCost, Map<String, Integer> costs) {
        return new RateLimit(perSecond, usualBurst(perSecond), costs, otherCost, true);
    }

    private static double usualBurst(double perSecond) {
        return Math.max(1, perSecond / 10);
    }

    /** The same rate with another burst. */
    public RateLimit withBurst(double value) {
        return new RateLimit(perSecond, value, costs, otherCost, units);
    }

    /** What a call of the method costs. */
    public int costOf(String method) {
        return costs.getOrDefault(method, otherCost);
    }
}

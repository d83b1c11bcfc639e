package io.windlass;

/** How a pool or group spreads calls over the connections that can take one. */
public enum Balancing {
    /**
     * Of two connections drawn at random the one that promises the earlier answer: recent latency times calls in flight.
     * The default of pools: it finds slow endpoints without herding.
     */
    POWER_OF_TWO_CHOICES,
    /** One after the other. */
    ROUND_ROBIN,
    /** The one with the fewest calls in flight. */
    LEAST_IN_FLIGHT,
    /**
     * The endpoint ranked first, as long as it has room; the next ones only in its place. The default of networks and
     * groups: reads of a chain agree with one another as long as one node answers them.
     */
    PRIORITY
}

package io.windlass;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A snapshot of what a group knows of one endpoint; counters begin with the group.
 *
 * <p>Users do not implement this interface.
 */
public interface EndpointStats {
    /** The endpoint as it may be shown. */
    String endpoint();

    /** The connections to it, by id. */
    List<String> connections();

    /** Its priority as configured; the smallest is used first. */
    int priority();

    /** Its place in the order that calls are given out by, from 1. */
    int rank();

    /** What the group thinks of it. */
    EndpointHealth health();

    /** Why, in words: {@code lags 14 blocks behind the group's head 1234}. */
    String why();

    /** Calls given to it, those repeated here after another endpoint failed included. */
    long calls();

    /** Of those, the ones that were a second try of a call that another endpoint was slow to answer. */
    long hedges();

    /** Its part of the calls of the group, 0 to 1. */
    double share();

    /** Calls that it failed, by class; only classes that occurred. {@link ErrorClass#CALLER} is no failure of its. */
    Map<ErrorClass, Long> errors();

    /** How long its answers took. */
    LatencyStats latency();

    /** A moving average of the latency that forgets within some ten seconds; zero before the first answer. */
    Duration recentLatency();

    /** Calls that wait for its answer now. */
    int inFlight();

    /** The head it told last; empty in a group of one endpoint, which does not ask. */
    OptionalLong head();

    /** How its limits stand. */
    EndpointLimitsStats limits();
}

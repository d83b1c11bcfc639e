package io.windlass;

import java.time.Duration;
import java.util.List;

/**
 * Picks the connection for a call, in place of one of {@link Balancing}. Called by many threads at once, on the way of each
 * call: it must be quick and must not block. One that throws or answers out of range is reported in the log, and the first
 * candidate is taken.
 */
@FunctionalInterface
public interface Balancer {
    /**
     * Chooses.
     *
     * @param candidates the connections of the best endpoints that have room for a call now, the best endpoint's first; two
     *     or more. Valid only during the call
     * @return an index into the list
     */
    int choose(List<? extends Candidate> candidates);

    /**
     * A connection that can take a call now.
     *
     * <p>Users do not implement this interface.
     */
    interface Candidate {
        /** The connection. */
        String connectionId();

        /** Its endpoint as it may be shown. */
        String endpoint();

        /** Its endpoint's priority. */
        int priority();

        /** Calls that wait for its answer now. */
        int inFlight();

        /** A moving average of its latency; zero before its first answer. */
        Duration recentLatency();
    }
}

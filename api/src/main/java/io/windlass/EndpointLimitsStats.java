package io.windlass;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How an endpoint's limits stand. They belong to the endpoint and are shared by all connections of a manager to it with the
 * same credentials and settings; what was learned from its answers stays for as long as the manager lives.
 *
 * <p>Users do not implement this interface.
 */
public interface EndpointLimitsStats {
    /**
     * Units a second that calls are held to now: what is configured or what was learned, whichever is less. Empty where
     * nothing is configured and the endpoint has not complained.
     */
    OptionalDouble perSecond();

    /**
     * Units a second that the endpoint seems to take: lowered when it says that it is asked too often, raised slowly while it
     * does not. Empty before the first complaint.
     */
    OptionalDouble learnedPerSecond();

    /** How often the endpoint said that it was asked too often. */
    long rateLimited();

    /** How long no call is sent, since the endpoint asked for a pause; zero if it did not. */
    Duration pause();

    /** Calls that are sent and not answered, as far as a limit makes it necessary to count them. */
    int inFlight();

    /** Calls that wait for their turn. */
    int waiting();

    /** The most calls that go in one batch: what is configured, or less since the endpoint refused as many. 1 is none. */
    int maxBatch();
}

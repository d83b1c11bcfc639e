package io.windlass.core.monitor;

import io.windlass.EndpointLimitsStats;
import java.time.Duration;
import java.util.OptionalDouble;

/** {@link EndpointLimitsStats} at one moment. */
public record LimitsSnapshot(
        OptionalDouble perSecond,
        OptionalDouble learnedPerSecond,
        long rateLimited,
        Duration pause,
        int inFlight,
        int waiting,
        int maxBatch)
        implements EndpointLimitsStats {}

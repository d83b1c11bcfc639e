package io.windlass.core.pool;

import io.windlass.EndpointHealth;
import io.windlass.EndpointLimitsStats;
import io.windlass.EndpointStats;
import io.windlass.ErrorClass;
import io.windlass.LatencyStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@link EndpointStats} at one moment. */
record EndpointSnapshot(
        String endpoint,
        List<String> connections,
        int priority,
        int rank,
        EndpointHealth health,
        String why,
        long calls,
        long hedges,
        double share,
        Map<ErrorClass, Long> errors,
        LatencyStats latency,
        Duration recentLatency,
        int inFlight,
        OptionalLong head,
        EndpointLimitsStats limits)
        implements EndpointStats {}

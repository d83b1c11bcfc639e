package io.windlass.core.monitor;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.EndpointLimitsStats;
import io.windlass.LatencyStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** {@link ConnectionStats} at one moment. */
public record ConnectionSnapshot(
        String id,
        String endpoint,
        ConnectionState status,
        Optional<Instant> lastHeartbeat,
        Duration uptime,
        long reconnects,
        Map<CloseReason.Kind, Long> linksEndedBy,
        Duration blindTime,
        long messagesReceived,
        long bytesReceived,
        long messagesSent,
        long bytesSent,
        long calls,
        long coalesced,
        long failedCalls,
        LatencyStats latency,
        int inFlight,
        long events,
        long strayMessages,
        EndpointLimitsStats limits)
        implements ConnectionStats {}

package io.windlass.core.monitor;

import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@link ConnectionStats} at one moment. */
public record ConnectionSnapshot(
        String id,
        String endpoint,
        ConnectionState status,
        Optional<Instant> lastHeartbeat,
        Duration uptime,
        long reconnects,
        long messagesReceived,
        long bytesReceived,
        long messagesSent,
        long bytesSent,
        long calls,
        long failedCalls,
        int inFlight,
        long events,
        long strayMessages)
        implements ConnectionStats {}

package io.windlass.core.monitor;

import io.windlass.ConnectionStats;
import io.windlass.EndpointStats;
import io.windlass.ManagerStats;
import java.util.List;
import java.util.Map;

/** {@link ManagerStats} at one moment. */
public record ManagerSnapshot(
        int totalConnections,
        int activeConnections,
        int failedConnections,
        long totalEvents,
        Map<String, ConnectionStats> connections,
        Map<String, List<EndpointStats>> endpoints)
        implements ManagerStats {}

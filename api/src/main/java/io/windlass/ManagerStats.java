package io.windlass;

import java.util.List;
import java.util.Map;

/**
 * A snapshot of a manager's numbers.
 *
 * <p>Users do not implement this interface.
 */
public interface ManagerStats {
    /** Connections the manager holds, whatever their state. */
    int totalConnections();

    /** Those that are open. */
    int activeConnections();

    /** Those that have failed for good since the manager began, first connects that came to nothing included. */
    int failedConnections();

    /** Events handed to subscriptions, on all connections since the manager began. */
    long totalEvents();

    /** Each connection's numbers by its id. */
    Map<String, ConnectionStats> connections();

    /** The endpoints of each pool, group and network by its id, the best ranked first. */
    Map<String, List<EndpointStats>> endpoints();
}

package io.windlass.core.pool;

import io.windlass.ConnectionConfig;
import java.util.List;

/**
 * An endpoint of a group that is being made.
 *
 * @param config how it is reached
 * @param priority the smallest is used first
 * @param window how many calls each of its connections may have in flight
 * @param members its connections, not yet started
 */
public record GroupEndpoint(ConnectionConfig config, int priority, int window, List<? extends Member> members) {}

package io.windlass.core.pool;

import io.windlass.HttpPool;

/** The face of an HTTP pool. */
public final class PooledConnections extends GroupConnection implements HttpPool {
    /** The face of this group. */
    public PooledConnections(String id, EndpointGroup group) {
        super(id, group);
    }
}

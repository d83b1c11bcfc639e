package io.windlass.core.pool;

import io.windlass.HttpPool;
import io.windlass.core.feed.FeedEngine;

/** The face of an HTTP pool. */
public final class PooledConnections extends GroupConnection implements HttpPool {
    /** The face of this group and its feeds. */
    public PooledConnections(String id, EndpointGroup group, FeedEngine feeds) {
        super(id, group, feeds);
    }
}

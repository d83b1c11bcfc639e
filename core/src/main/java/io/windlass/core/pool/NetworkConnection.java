package io.windlass.core.pool;

import io.windlass.BlockchainNetwork;
import io.windlass.NetworkConfig;
import io.windlass.core.feed.FeedEngine;

/** The face of a configured network. */
public final class NetworkConnection extends GroupConnection implements BlockchainNetwork {
    private final NetworkConfig config;

    /** The face of this group and its feeds. */
    public NetworkConnection(NetworkConfig config, EndpointGroup group, FeedEngine feeds) {
        super(config.name(), group, feeds);
        this.config = config;
    }

    @Override
    public NetworkConfig config() {
        return config;
    }

    /** The configured chain id: every endpoint is checked against it. */
    @Override
    public long chainId() {
        return config.chainId();
    }
}

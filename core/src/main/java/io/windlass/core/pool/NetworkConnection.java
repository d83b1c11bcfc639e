package io.windlass.core.pool;

import io.windlass.BlockchainNetwork;
import io.windlass.NetworkConfig;

/** The face of a configured network. */
public final class NetworkConnection extends GroupConnection implements BlockchainNetwork {
    private final NetworkConfig config;

    /** The face of this group. */
    public NetworkConnection(NetworkConfig config, EndpointGroup group) {
        super(config.name(), group);
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

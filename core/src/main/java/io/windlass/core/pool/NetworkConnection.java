package io.windlass.core.pool;

import io.windlass.BlockchainNetwork;
import io.windlass.Feed;
import io.windlass.NetworkConfig;
import io.windlass.core.feed.FeedEngine;
import io.windlass.spi.NetworkProfile;
import java.util.List;

/** The face of a configured network. */
public final class NetworkConnection extends GroupConnection implements BlockchainNetwork {
    private final NetworkProfile profile;

    /** The face of this group and its feeds. */
    public NetworkConnection(NetworkProfile profile, EndpointGroup group, FeedEngine feeds) {
        super(profile.config().name(), group, feeds);
        this.profile = profile;
    }

    @Override
    public NetworkConfig config() {
        return profile.config();
    }

    @Override
    public List<Feed<?>> feeds() {
        return List.copyOf(profile.feeds());
    }

    /** The configured chain id: every endpoint is checked against it. */
    @Override
    public long chainId() {
        return profile.config().chainId();
    }
}

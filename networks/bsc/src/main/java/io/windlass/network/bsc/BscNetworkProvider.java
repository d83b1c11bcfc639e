package io.windlass.network.bsc;

import io.windlass.Feed;
import io.windlass.NetworkConfig;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NetworkProvider;
import java.util.List;

/** The family {@code bsc}. Its data is in the module's {@code reference.conf}. */
public final class BscNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public BscNetworkProvider() {}

    @Override
    public String name() {
        return "bsc";
    }

    @Override
    public NetworkProfile create(NetworkConfig config) {
        return new Profile(config);
    }

    private record Profile(NetworkConfig config) implements NetworkProfile {
        @Override
        public List<Feed<?>> feeds() {
            return List.of(BscFeeds.newFinalizedHeaders(), BscFeeds.newVotes());
        }
    }
}

package io.windlass.network.polygon;

import io.windlass.Feed;
import io.windlass.NetworkConfig;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NetworkProvider;
import java.util.List;

/** The family {@code polygon}. Its data is in the module's {@code reference.conf}. */
public final class PolygonNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PolygonNetworkProvider() {}

    @Override
    public String name() {
        return "polygon";
    }

    @Override
    public NetworkProfile create(NetworkConfig config) {
        return new Profile(config);
    }

    private record Profile(NetworkConfig config) implements NetworkProfile {
        @Override
        public List<Feed<?>> feeds() {
            return List.of(PolygonFeeds.newDeposits());
        }
    }
}

package io.windlass.network.polygon;

import io.windlass.spi.NetworkProvider;
import io.windlass.testkit.contract.NetworkProviderContract;

class PolygonNetworkProviderTest extends NetworkProviderContract {
    @Override
    protected Class<? extends NetworkProvider> type() {
        return PolygonNetworkProvider.class;
    }
}

package io.windlass.network.bsc;

import io.windlass.spi.NetworkProvider;
import io.windlass.testkit.contract.NetworkProviderContract;

class BscNetworkProviderTest extends NetworkProviderContract {
    @Override
    protected Class<? extends NetworkProvider> type() {
        return BscNetworkProvider.class;
    }
}

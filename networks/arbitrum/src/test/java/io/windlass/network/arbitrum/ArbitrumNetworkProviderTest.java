package io.windlass.network.arbitrum;

import io.windlass.spi.NetworkProvider;
import io.windlass.testkit.contract.NetworkProviderContract;

class ArbitrumNetworkProviderTest extends NetworkProviderContract {
    @Override
    protected Class<? extends NetworkProvider> type() {
        return ArbitrumNetworkProvider.class;
    }
}

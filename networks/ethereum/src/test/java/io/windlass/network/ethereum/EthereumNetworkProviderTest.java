package io.windlass.network.ethereum;

import io.windlass.spi.NetworkProvider;
import io.windlass.testkit.contract.NetworkProviderContract;

class EthereumNetworkProviderTest extends NetworkProviderContract {
    @Override
    protected Class<? extends NetworkProvider> type() {
        return EthereumNetworkProvider.class;
    }
}

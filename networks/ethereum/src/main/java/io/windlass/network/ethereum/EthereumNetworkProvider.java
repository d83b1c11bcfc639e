package io.windlass.network.ethereum;

import io.windlass.spi.NetworkProvider;

/** The family {@code ethereum}. Its data is in the module's {@code reference.conf}. */
public final class EthereumNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EthereumNetworkProvider() {}

    @Override
    public String name() {
        return "ethereum";
    }
}

package io.windlass.network.arbitrum;

import io.windlass.spi.NetworkProvider;

/** The family {@code arbitrum}. Its data is in the module's {@code reference.conf}. */
public final class ArbitrumNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ArbitrumNetworkProvider() {}

    @Override
    public String name() {
        return "arbitrum";
    }
}

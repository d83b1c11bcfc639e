package io.windlass.network.bsc;

import io.windlass.spi.NetworkProvider;

/** The family {@code bsc}. Its data is in the module's {@code reference.conf}. */
public final class BscNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public BscNetworkProvider() {}

    @Override
    public String name() {
        return "bsc";
    }
}

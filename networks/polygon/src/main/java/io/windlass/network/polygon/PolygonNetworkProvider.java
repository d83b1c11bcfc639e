package io.windlass.network.polygon;

import io.windlass.spi.NetworkProvider;

/** The family {@code polygon}. Its data is in the module's {@code reference.conf}. */
public final class PolygonNetworkProvider implements NetworkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PolygonNetworkProvider() {}

    @Override
    public String name() {
        return "polygon";
    }
}

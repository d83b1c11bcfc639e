import org.jspecify.annotations.NullMarked;

/** Arbitrum: its networks in {@code reference.conf}, and a view of what its headers hold. */
@NullMarked
module io.windlass.network.arbitrum {
    requires transitive io.windlass.api;
    requires static org.jspecify;

    exports io.windlass.network.arbitrum;

    provides io.windlass.spi.NetworkProvider with
            io.windlass.network.arbitrum.ArbitrumNetworkProvider;
}

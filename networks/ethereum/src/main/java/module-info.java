import org.jspecify.annotations.NullMarked;

/** Ethereum: its networks in {@code reference.conf}, and a view of what its headers hold. */
@NullMarked
module io.windlass.network.ethereum {
    requires transitive io.windlass.api;
    requires static org.jspecify;

    exports io.windlass.network.ethereum;

    provides io.windlass.spi.NetworkProvider with
            io.windlass.network.ethereum.EthereumNetworkProvider;
}

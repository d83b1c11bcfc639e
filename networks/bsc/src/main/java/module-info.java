import org.jspecify.annotations.NullMarked;

/** BNB Smart Chain: its networks in {@code reference.conf}, and the feeds that its nodes add. */
@NullMarked
module io.windlass.network.bsc {
    requires transitive io.windlass.api;
    requires static org.jspecify;

    exports io.windlass.network.bsc;

    provides io.windlass.spi.NetworkProvider with
            io.windlass.network.bsc.BscNetworkProvider;
}

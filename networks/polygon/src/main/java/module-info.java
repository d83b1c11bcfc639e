import org.jspecify.annotations.NullMarked;

/** Polygon PoS: its networks in {@code reference.conf}, and the feed that its nodes add. */
@NullMarked
module io.windlass.network.polygon {
    requires transitive io.windlass.api;
    requires static org.jspecify;

    exports io.windlass.network.polygon;

    provides io.windlass.spi.NetworkProvider with
            io.windlass.network.polygon.PolygonNetworkProvider;
}

import org.jspecify.annotations.NullMarked;

/** The engine. Exports nothing: no promise is made on its classes. */
@NullMarked
module io.windlass.core {
    requires io.windlass.api;
    requires static org.jspecify;
    requires typesafe.config;
    requires org.snakeyaml.engine.v2;
    requires org.slf4j;
    requires HdrHistogram;

    uses io.windlass.spi.CodecProvider;
    uses io.windlass.spi.EventSinkProvider;
    uses io.windlass.spi.FeedStoreProvider;
    uses io.windlass.spi.NetworkProvider;
    uses io.windlass.spi.TransportProvider;

    provides io.windlass.spi.CodecProvider with
            io.windlass.core.codec.JsonCodecProvider;
    provides io.windlass.spi.EngineProvider with
            io.windlass.core.wiring.WindlassEngine;
    provides io.windlass.spi.EventSinkProvider with
            io.windlass.core.sink.JsonLinesSinkProvider;
}

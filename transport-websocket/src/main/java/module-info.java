import org.jspecify.annotations.NullMarked;

/** WebSocket links, {@code ws} and {@code wss}, on Netty. */
@NullMarked
module io.windlass.transport.websocket {
    requires transitive io.windlass.api;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.windlass.transport.websocket;

    provides io.windlass.spi.TransportProvider with
            io.windlass.transport.websocket.WebSocketTransportProvider;
}

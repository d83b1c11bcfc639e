package io.windlass.transport.websocket;

import io.windlass.spi.Transport;
import io.windlass.spi.TransportContext;
import io.windlass.spi.TransportProvider;
import java.util.Set;

/** Offers WebSocket (RFC 6455) for {@code ws} and {@code wss}. Found with {@link java.util.ServiceLoader}. */
public final class WebSocketTransportProvider implements TransportProvider {
    /** For {@link java.util.ServiceLoader}. */
    public WebSocketTransportProvider() {}

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("ws", "wss");
    }

    @Override
    public Transport create(TransportContext context) {
        return new WebSocketTransport(context);
    }
}

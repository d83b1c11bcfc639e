package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.TransportProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class WebSocketTransportProviderTest {
    @Test
    void serviceLoader_findsItForBothSchemes() {
        TransportProvider provider =
                ServiceLoader.load(TransportProvider.class).findFirst().orElseThrow();

        assertThat(provider).isInstanceOf(WebSocketTransportProvider.class);
        assertThat(provider.name()).isEqualTo("websocket");
        assertThat(provider.schemes()).containsExactlyInAnyOrder("ws", "wss");
    }
}

package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionConfig;
import io.windlass.transport.http.ScriptedServer.Response;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An exchange that is given up while it waits never leaves; of one that has begun nobody can say that. */
class ExchangeTest {
    private final CompletableFuture<Exchange> ended = new CompletableFuture<>();

    private Exchange exchange(ConnectionConfig config) {
        return new Exchange(new TestMessage("{}"), LinkLimits.of(config, InstantSource.system()), ended::complete);
    }

    @Test
    void giveUp_beforeTheStart_keepsItFromStarting() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, "{}"))) {
            ConnectionConfig config = ConnectionConfig.of(server.url());
            SharedClient client = new SharedClient(Clients.Settings.of(false, config));
            Exchange exchange = exchange(config);

            assertThat(exchange.giveUpUnlessStarted()).isTrue();
            exchange.start(client, Requests.to(config));

            assertThat(client.room().park(exchange, () -> {}))
                    .as("it holds no room")
                    .isFalse();
            client.close();
            assertThat(server.requests()).isEmpty();
            assertThat(ended).isNotDone();
        }
    }

    @Test
    void giveUp_afterTheStart_saysThatItMayHaveLeft() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, "{}"))) {
            ConnectionConfig config = ConnectionConfig.of(server.url());
            SharedClient client = new SharedClient(Clients.Settings.of(false, config));
            Exchange exchange = exchange(config);
            exchange.start(client, Requests.to(config));

            assertThat(exchange.giveUpUnlessStarted()).isFalse();
            exchange.abort();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isSameAs(exchange);
            client.close();
        }
    }
}

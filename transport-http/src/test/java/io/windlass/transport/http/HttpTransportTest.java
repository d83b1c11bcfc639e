package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportProvider;
import io.windlass.transport.http.RecordingListener.What;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a transport shares between links, and what it leaves behind: nothing. */
class HttpTransportTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    private final Threads threads = new Threads();
    private final Transport transport = new HttpTransportProvider().create(threads);

    private static Set<Thread> newSelectors(Set<Thread> before) {
        Set<Thread> now = new HashSet<>(Threads.selectors());
        now.removeAll(before);
        return now;
    }

    private Link open(String url, RecordingListener listener) {
        return transport.open(ConnectionConfig.of(url), listener).join();
    }

    @Test
    void provider_isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(TransportProvider.class))
                .filteredOn(HttpTransportProvider.class::isInstance)
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.name()).isEqualTo("http");
                    assertThat(provider.schemes()).containsExactlyInAnyOrder("http", "https");
                });
    }

    @Test
    void open_doesNotTouchTheNetwork() {
        Set<Thread> before = Threads.selectors();
        Link link = open("http://name.invalid/", new RecordingListener());

        assertThat(link.info().remoteAddress()).isEqualTo("name.invalid:80");
        assertThat(threads.alive()).isEmpty();
        assertThat(newSelectors(before)).isEmpty();
        transport.close();
    }

    @Test
    void manyLinks_shareTheThreads() {
        Set<Thread> before = Threads.selectors();
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                transport) {
            List<RecordingListener> listeners = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                RecordingListener listener = new RecordingListener();
                listeners.add(listener);
                open(server.url(), listener).send(new TestMessage("{}"));
            }
            listeners.forEach(listener -> listener.await(What.MESSAGE, 1));

            assertThat(newSelectors(before)).hasSize(1);
            assertThat(threads.alive())
                    .hasSizeLessThanOrEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors()));
        }
    }

    @Test
    void close_tellsAllLinks_andEndsAllThreadsAndSockets() throws Exception {
        Set<Thread> before = Threads.selectors();
        CountDownLatch socketClosed = new CountDownLatch(1);
        try (RawServer server = RawServer.start(socket -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            if (socket.getInputStream().read() < 0) {
                socketClosed.countDown();
            }
        })) {
            RecordingListener listener = new RecordingListener();
            TestMessage message = new TestMessage("{}");
            open(server.url(), listener).send(message);
            listener.awaitMessage(message);
            RecordingListener idle = new RecordingListener();
            open(server.url(), idle);
            transport.close();
            transport.close();

            assertThat(listener.heard(What.CLOSED)).hasSize(1);
            assertThat(idle.heard(What.CLOSED)).hasSize(1);
            await().until(() -> threads.alive().isEmpty());
            assertThat(socketClosed.await(10, TimeUnit.SECONDS)).isTrue();
            await().until(() -> newSelectors(before).isEmpty());
        }
    }

    @Test
    void closeOfTheLastLink_closesItsSockets_andTheNextLinkWorks() throws Exception {
        Set<Thread> before = Threads.selectors();
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                transport) {
            for (int i = 0; i < 3; i++) {
                RecordingListener listener = new RecordingListener();
                TestMessage message = new TestMessage("{}");
                Link link = open(server.url(), listener);
                link.send(message);
                listener.awaitMessage(message);
                link.close(io.windlass.CloseReason.local());
                listener.await(What.CLOSED, 1);
                await().until(() -> newSelectors(before).isEmpty());
            }
            assertThat(server.sockets()).isEqualTo(3);
        }
    }

    @Test
    void clientWhoseThreadDied_isReplaced() {
        Set<Thread> before = Threads.selectors();
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                transport) {
            RecordingListener listener = new RecordingListener();
            Link link = open(server.url(), listener);
            TestMessage first = new TestMessage("1");
            link.send(first);
            listener.awaitMessage(first);
            newSelectors(before).forEach(Thread::interrupt);
            await().until(() -> newSelectors(before).isEmpty());
            TestMessage second = new TestMessage("2");
            link.send(second);

            assertThat(listener.awaitMessage(second)).isEqualTo(RESULT);
        }
    }

    @Test
    void open_afterClose_fails() {
        transport.close();

        assertThatThrownBy(() -> open("http://127.0.0.1/", new RecordingListener()))
                .hasCauseInstanceOf(TransportException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void close_withAHangingServer_doesNotWaitForIt() throws IOException {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RawServer server = RawServer.start(socket -> {
            RawServer.readRequest(socket);
            arrived.countDown();
            socket.getInputStream().read();
        })) {
            RecordingListener listener = new RecordingListener();
            open(server.url(), listener).send(new TestMessage("{}"));
            await().until(() -> arrived.getCount() == 0);
            transport.close();

            assertThat(listener.heard())
                    .extracting(RecordingListener.Heard::what)
                    .containsExactly(What.SENT, What.FAILED, What.CLOSED);
            await().until(() -> threads.alive().isEmpty());
        }
    }
}

package io.windlass.transport.http;

import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.Transport;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A transport with one link, closed together. */
record OpenLink(Transport transport, Link link, RecordingListener listener) implements AutoCloseable {
    static OpenLink to(String url) {
        return to(url, builder -> builder);
    }

    static OpenLink to(String url, UnaryOperator<ConnectionConfig.Builder> settings) {
        return to(url, settings, new RecordingListener(), InstantSource.system());
    }

    static OpenLink to(
            String url,
            UnaryOperator<ConnectionConfig.Builder> settings,
            RecordingListener listener,
            InstantSource clock) {
        Transport transport = new HttpTransport(new Threads(), clock);
        ConnectionConfig config = settings.apply(ConnectionConfig.builder(url)).build();
        Link link =
                transport.open(config, listener).orTimeout(10, TimeUnit.SECONDS).join();
        return new OpenLink(transport, link, listener);
    }

    TestMessage send(String text) {
        TestMessage message = new TestMessage(text);
        link.send(message);
        return message;
    }

    @Override
    public void close() {
        transport.close();
    }
}

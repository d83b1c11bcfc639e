package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A transport, the threads it made, and one listener. */
final class Fixture implements AutoCloseable {
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Transport transport = new WebSocketTransportProvider().create(purpose -> task -> {
        Thread thread = new Thread(task, "test-" + purpose);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    });
    private final RecordingListener listener = new RecordingListener();

    Transport transport() {
        return transport;
    }

    RecordingListener listener() {
        return listener;
    }

    Queue<Thread> threads() {
        return threads;
    }

    Link open(String url) throws Exception {
        return open(ConnectionConfig.of(url));
    }

    Link open(ConnectionConfig config) throws Exception {
        return transport.open(config, listener).get(20, TimeUnit.SECONDS);
    }

    /** Opens, insists that it fails, and that the listener hears nothing of it. */
    TransportFailure refused(ConnectionConfig config) {
        CompletableFuture<Link> opening = transport.open(config, listener);
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> opening.get(20, TimeUnit.SECONDS));
        assertThat(thrown).hasCauseInstanceOf(TransportException.class);
        assertThat(listener.rest()).isEmpty();
        return ((TransportException) thrown.getCause()).failure();
    }

    TransportFailure refused(String url) {
        return refused(ConnectionConfig.of(url));
    }

    /** Closes the transport, and fails if anything of it is left. */
    @Override
    public void close() {
        transport.close();
        listener.assertSound();
        assertThat(threads).as("threads that did not end").noneMatch(Thread::isAlive);
        OpenBuffers.assertNone();
    }
}

package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps what it hears, in order, and watches that the rules of the contract are kept. */
final class RecordingListener implements LinkListener {
    sealed interface Event {}

    record Sent(Outbound message) implements Event {}

    record Message(byte[] bytes) implements Event {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    record Failed(Outbound message, TransportFailure failure) implements Event {}

    record Pong(long nonce) implements Event {}

    record Closed(CloseReason reason) implements Event {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    /** How often it is told of parts depends on how the socket cuts messages up: they are no events. */
    private final AtomicLong partialBytes = new AtomicLong();

    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable String breach;

    @Override
    public void sent(Outbound message) {
        hear(new Sent(message));
    }

    @Override
    public void message(@Nullable Outbound inReplyTo, byte[] bytes, int offset, int length) {
        hear(new Message(Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    @Override
    public void failed(Outbound message, TransportFailure failure) {
        hear(new Failed(message, failure));
    }

    @Override
    public void progress(int bytes) {
        if (closed) {
            breach = "told of bytes after closed()";
        }
        partialBytes.addAndGet(bytes);
    }

    @Override
    public void pong(long nonce) {
        hear(new Pong(nonce));
    }

    @Override
    public void closed(CloseReason reason) {
        hear(new Closed(reason));
        closed = true;
    }

    private void hear(Event event) {
        if (!busy.compareAndSet(false, true)) {
            breach = "called while it was being called: " + event;
        }
        if (closed) {
            breach = "called after closed(): " + event;
        }
        events.add(event);
        busy.set(false);
    }

    /** The next event, which must be of this kind. */
    <E extends Event> E next(Class<E> kind) throws InterruptedException {
        Event event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(kind);
        return kind.cast(event);
    }

    /** The next event that is not {@link Sent}, which must be of this kind. */
    <E extends Event> E nextButSent(Class<E> kind) throws InterruptedException {
        while (true) {
            Event event = events.poll(20, TimeUnit.SECONDS);
            if (!(event instanceof Sent)) {
                assertThat(event).isInstanceOf(kind);
                return kind.cast(event);
            }
        }
    }

    String nextText() throws InterruptedException {
        return nextButSent(Message.class).text();
    }

    CloseReason nextClosed() throws InterruptedException {
        return nextButSent(Closed.class).reason();
    }

    /** What was heard and not asked for yet. */
    List<Event> rest() {
        List<Event> rest = new ArrayList<>();
        events.drainTo(rest);
        return rest;
    }

    /** How many bytes it was told of that came of messages that were not whole. */
    long partialBytes() {
        return partialBytes.get();
    }

    /** Fails if the listener was called by two threads at once, or after the end. */
    void assertSound() {
        assertThat(breach).isNull();
    }
}

package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Keeps what it hears, in order, and notices calls that overlap. */
final class RecordingListener implements LinkListener {
    enum What {
        SENT,
        MESSAGE,
        FAILED,
        CLOSED
    }

    record Heard(What what, Outbound message, String text, TransportFailure failure, CloseReason reason) {}

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger overlaps = new AtomicInteger();

    private final Consumer<Heard> reaction;

    RecordingListener() {
        this(heard -> {});
    }

    /** Does something more with each call, within it. */
    RecordingListener(Consumer<Heard> reaction) {
        this.reaction = reaction;
    }

    private void hear(Heard one) {
        if (!busy.compareAndSet(false, true)) {
            overlaps.incrementAndGet();
        }
        try {
            heard.add(one);
            reaction.accept(one);
        } finally {
            busy.set(false);
        }
    }

    @Override
    public void sent(Outbound message) {
        hear(new Heard(What.SENT, message, null, null, null));
    }

    @Override
    public void message(Outbound inReplyTo, byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        hear(new Heard(What.MESSAGE, inReplyTo, text, null, null));
    }

    @Override
    public void failed(Outbound message, TransportFailure failure) {
        hear(new Heard(What.FAILED, message, null, failure, null));
    }

    @Override
    public void pong(long nonce) {
        throw new AssertionError("HTTP has no ping");
    }

    @Override
    public void closed(CloseReason reason) {
        hear(new Heard(What.CLOSED, null, null, null, reason));
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    List<Heard> heard(What what) {
        return heard.stream().filter(h -> h.what() == what).toList();
    }

    List<Heard> heardOf(Outbound message) {
        return heard.stream().filter(h -> h.message() == message).toList();
    }

    int overlaps() {
        return overlaps.get();
    }

    String awaitMessage(Outbound message) {
        Heard end = awaitEnd(message);
        assertThat(end.what()).as("failure: %s", end.failure()).isEqualTo(What.MESSAGE);
        return end.text();
    }

    TransportFailure awaitFailure(Outbound message) {
        Heard end = awaitEnd(message);
        assertThat(end.what()).as("message: %s", end.text()).isEqualTo(What.FAILED);
        return end.failure();
    }

    Heard awaitEnd(Outbound message) {
        return patiently()
                .until(
                        () -> heardOf(message).stream()
                                .filter(h -> h.what() != What.SENT)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    void await(What what, int count) {
        patiently().until(() -> heard(what).size() >= count);
    }

    private static ConditionFactory patiently() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }
}

package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Queue<ByteBuf> written = new ArrayDeque<>();
    private final Queue<ChannelPromise> promises = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            written.add((ByteBuf) msg);
            promises.add(promise);
        }
    });
    private final RecordingListener listener = new RecordingListener();
    private final List<Throwable> breaks = new ArrayList<>();
    private final Outbox outbox = new Outbox(channel, new GuardedListener(listener), new Masks(), breaks::add);

    @AfterEach
    void close() {
        written.forEach(ByteBuf::release);
        channel.finishAndReleaseAll();
    }

    private void writable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    private static Text text(int length) {
        return new Text("x".repeat(length));
    }

    @Test
    void drain_ofManyMessages_makesOneWrite() {
        for (int i = 0; i < 100; i++) {
            outbox.add(text(50));
        }
        outbox.drain();

        assertThat(written).hasSize(1);
        assertThat(written.element().readableBytes()).isEqualTo(100 * (6 + 50));
        assertThat(listener.rest()).isEmpty();
        promises.remove().setSuccess();
        assertThat(listener.rest()).hasSize(100).allMatch(e -> e instanceof RecordingListener.Sent);
    }

    @Test
    void drain_ofMoreThanABatch_writesSeveral_andTellsEachInOrder() {
        List<Text> messages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            messages.add(text(20_000 + i));
            outbox.add(messages.get(i));
        }
        outbox.drain();

        assertThat(written).hasSizeGreaterThan(1);
        promises.forEach(ChannelPromise::setSuccess);
        assertThat(listener.rest())
                .extracting(e -> (Text) ((RecordingListener.Sent) e).message())
                .containsExactlyElementsOf(messages);
    }

    @Test
    void drain_whileTheSocketIsFull_leavesMessagesWhereTheyCanBeTakenBack() {
        Text taken = text(1);
        Text kept = text(2);
        writable(false);
        outbox.add(taken);
        outbox.add(kept);
        outbox.drain();
        assertThat(written).isEmpty();

        outbox.remove(taken);
        writable(true);
        outbox.drain();
        promises.remove().setSuccess();
        assertThat(listener.rest()).containsExactly(new RecordingListener.Sent(kept));
        assertThat(promises).isEmpty();
    }

    @Test
    void forget_whileTheSocketHasIt_silencesTheListener() throws Exception {
        Text forgotten = text(1);
        Text next = text(1);
        outbox.add(forgotten);
        outbox.add(next);
        outbox.drain();
        outbox.forget(forgotten);
        promises.remove().setSuccess();

        assertThat(listener.next(RecordingListener.Sent.class).message()).isSameAs(next);
        assertThat(listener.rest()).isEmpty();
    }

    @Test
    void fail_tellsWhichMessagesThePeerMayHave() throws Exception {
        Text sent = text(1);
        Text handed = text(2);
        Text forgotten = text(3);
        Text waiting = text(4);
        outbox.add(sent);
        outbox.drain();
        promises.remove().setSuccess();
        outbox.add(handed);
        outbox.add(forgotten);
        outbox.drain();
        outbox.forget(forgotten);
        outbox.add(waiting);
        outbox.fail(TransportFailure.of(Kind.NETWORK, true, "gone"));

        assertThat(listener.next(RecordingListener.Sent.class).message()).isSameAs(sent);
        RecordingListener.Failed first = listener.next(RecordingListener.Failed.class);
        assertThat(first.message()).isSameAs(handed);
        assertThat(first.failure().mayHaveBeenProcessed()).isTrue();
        RecordingListener.Failed second = listener.next(RecordingListener.Failed.class);
        assertThat(second.message()).isSameAs(waiting);
        assertThat(second.failure().mayHaveBeenProcessed()).isFalse();
        assertThat(listener.rest()).isEmpty();
    }

    @Test
    void write_thatFails_breaksTheLinkAndTellsNothingAsSent() {
        outbox.add(text(1));
        outbox.drain();
        outbox.add(text(2));
        outbox.drain();
        promises.remove().setFailure(new IOException("broken pipe"));
        promises.remove().setSuccess();

        assertThat(breaks).hasSize(1);
        assertThat(listener.rest()).isEmpty();
    }

    @Test
    void message_thatCannotBeRead_breaksTheLink() {
        outbox.add(() -> {
            throw new IllegalStateException("thrown by a test");
        });
        outbox.drain();

        assertThat(breaks).hasSize(1);
        assertThat(written).isEmpty();
    }
}

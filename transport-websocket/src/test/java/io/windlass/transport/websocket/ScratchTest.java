package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private final Scratch scratch = new Scratch();

    @Test
    void take_afterGive_returnsTheSameArray() {
        byte[] first = scratch.take();
        scratch.give(first);

        assertThat(scratch.take()).isSameAs(first);
    }

    @Test
    void give_ofAVeryLargeArray_doesNotKeepIt() {
        scratch.take();
        scratch.give(new byte[2 * 1024 * 1024]);

        assertThat(scratch.take()).hasSize(64 * 1024);
    }

    @Test
    void rest_whenManyLinksWait_leavesThemOnlyWhatTheyNeed() throws Exception {
        List<MessageBuffer> buffers = new ArrayList<>();
        List<String> delivered = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            MessageBuffer buffer = new MessageBuffer(scratch, 1_000_000);
            buffer.append(Unpooled.wrappedBuffer(Frames.bytes("half")), 4, 9);
            buffer.rest();
            buffers.add(buffer);
        }
        long held = buffers.stream().mapToLong(MessageBuffer::capacity).sum();
        assertThat(held).isLessThan(10 * 64 * 1024);

        for (MessageBuffer buffer : buffers) {
            buffer.append(Unpooled.wrappedBuffer(Frames.bytes(" full")), 5, 5);
            buffer.deliverTo(new MessageSink(delivered));
        }
        assertThat(delivered).hasSize(100).containsOnly("half full");
        assertThat(scratch.isCrowded()).isFalse();
    }

    private record MessageSink(List<String> delivered) implements FrameSink {
        @Override
        public void message(byte[] bytes, int length) {
            delivered.add(new String(bytes, 0, length));
        }

        @Override
        public void ping(byte[] payload, int length) {
            throw new AssertionError("no ping was sent");
        }

        @Override
        public void pong(byte[] payload, int length) {
            throw new AssertionError("no pong was sent");
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("no close was sent");
        }
    }
}

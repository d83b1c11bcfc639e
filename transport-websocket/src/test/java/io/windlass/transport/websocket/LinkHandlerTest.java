package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a link waits for a peer that does not answer its close frame, by a clock that is driven by hand. */
class LinkHandlerTest {
    private final RecordingListener listener = new RecordingListener();
    private final IoThread thread = new IoThread(Thread::new);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LinkHandler handler =
            new LinkHandler(ConnectionConfig.of("ws://node.test/"), channel, listener, thread, Compression.NONE);

    @BeforeEach
    void install() {
        channel.freezeTime();
        channel.pipeline().addLast(handler);
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
        thread.end();
    }

    private int opcodeWritten() {
        ByteBuf frame = channel.readOutbound();
        try {
            return frame.getByte(0) & 0x0f;
        } finally {
            frame.release();
        }
    }

    @Test
    void close_ofAPeerThatIsTakenForDead_cutsTheSocketAtOnce() {
        CloseReason dead = CloseReason.of(CloseReason.Kind.TIMEOUT, 1001, "no pong");
        handler.close(dead);

        assertThat(channel.isOpen()).isFalse();
        assertThat(opcodeWritten()).as("it is told all the same").isEqualTo(Opcode.CLOSE);
        assertThat(listener.rest()).containsExactly(new RecordingListener.Closed(dead));
    }

    @Test
    void messageThatComesInParts_isTold_asProgress() {
        byte[] frame = new byte[4 + 1000];
        frame[0] = (byte) 0x81;
        frame[1] = 126;
        frame[2] = (byte) (1000 >>> 8);
        frame[3] = (byte) 1000;
        channel.writeInbound(Unpooled.copiedBuffer(frame, 0, 500));
        assertThat(listener.partialBytes()).isEqualTo(500);
        channel.writeInbound(Unpooled.copiedBuffer(frame, 500, 400));
        assertThat(listener.partialBytes()).isEqualTo(900);
        assertThat(listener.rest()).isEmpty();

        channel.writeInbound(Unpooled.copiedBuffer(frame, 900, 104));

        assertThat(listener.partialBytes()).as("the message itself is told").isEqualTo(900);
        assertThat(listener.rest()).hasSize(1);
    }

    @Test
    void close_forAnyOtherReason_waitsForTheAnswerUntilItsDeadline() {
        handler.close(CloseReason.local());

        assertThat(opcodeWritten()).isEqualTo(Opcode.CLOSE);
        channel.advanceTimeBy(1999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        assertThat(listener.rest()).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(listener.rest()).containsExactly(new RecordingListener.Closed(CloseReason.local()));
    }
}

package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a link ends, it leaves no buffer and no socket behind while its transport lives on. {@link Fixture#close} checks for all
 * tests of this package that the transport leaves no buffer and no thread either.
 */
class LeftoversTest {
    private static final String LARGE = "0123456789".repeat(1_600_000);

    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();
    private final AtomicInteger clientsGone = new AtomicInteger();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** How the server ends a link that has carried messages. */
    enum Ending {
        CLOSE_FRAME {
            @Override
            void play(Conversation peer) throws IOException {
                peer.write(Frames.close(1001, "bye"));
            }
        },
        FIN {
            @Override
            void play(Conversation peer) throws IOException {
                peer.socket().shutdownOutput();
            }
        },
        RST {
            @Override
            void play(Conversation peer) throws IOException {
                peer.reset();
            }
        },
        FIN_IN_THE_HEAD_OF_A_FRAME {
            @Override
            void play(Conversation peer) throws IOException {
                peer.write(new byte[] {(byte) 0x81, 126, 1});
                peer.socket().shutdownOutput();
            }
        },
        FIN_IN_A_MESSAGE {
            @Override
            void play(Conversation peer) throws IOException {
                peer.write(Frames.frame(false, Opcode.TEXT, "half"), Frames.head(true, Opcode.CONTINUATION, 10));
                peer.socket().shutdownOutput();
            }
        },
        RST_IN_A_COMPRESSED_MESSAGE {
            @Override
            void play(Conversation peer) throws IOException {
                peer.write(compressed(false, "half"));
                peer.reset();
            }
        },
        VIOLATION {
            @Override
            void play(Conversation peer) throws IOException {
                peer.write(new byte[] {(byte) 0xff, 0}, Frames.text("more"));
            }
        };

        abstract void play(Conversation peer) throws IOException;
    }

    private static byte[] compressed(boolean fin, String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(9, true), true)) {
            deflate.write(Frames.bytes(text));
            deflate.flush();
            byte[] payload = Arrays.copyOf(out.toByteArray(), out.size() - 4);
            byte[] frame = Frames.frame(fin, Opcode.TEXT, payload);
            frame[0] |= 0x40;
            return frame;
        }
    }

    private ScriptedServer serve(ScriptedServer.Script script) throws IOException {
        return ScriptedServer.start(peer -> {
            try {
                Conversation.Request request = peer.readRequest();
                peer.write(Conversation.accepted(request, "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
                script.play(peer);
                if (!peer.socket().isClosed()) {
                    peer.awaitEnd();
                }
            } finally {
                clientsGone.incrementAndGet();
            }
        });
    }

    /** Messages of all kinds, there and back. */
    private static void converse(Conversation peer) throws IOException {
        peer.write(
                Frames.frame(false, Opcode.TEXT, "in "),
                Frames.frame(true, Opcode.PING, "between"),
                Frames.frame(false, Opcode.CONTINUATION, "three "),
                Frames.frame(true, Opcode.CONTINUATION, "parts"),
                compressed(true, "compressed"));
        peer.write(Frames.text(LARGE));
        for (int text = 0; text < 2; ) {
            Conversation.Frame frame = peer.readFrame();
            if (frame.opcode() == Opcode.TEXT) {
                text++;
            }
        }
    }

    private void hearThemOut(Link link) throws InterruptedException {
        link.send(new Text("small"));
        link.send(new Text(LARGE));
        assertThat(listener.nextText()).isEqualTo("in three parts");
        assertThat(listener.nextText()).isEqualTo("compressed");
        assertThat(listener.nextText()).isEqualTo(LARGE);
    }

    private void nothingIsLeft(ScriptedServer server) {
        await().untilAsserted(OpenBuffers::assertNone);
        await().untilAsserted(
                        () -> assertThat(clientsGone).as("sockets that ended").hasValue(server.connections()));
    }

    @ParameterizedTest
    @EnumSource
    void linkThatTheServerEnds_leavesNothing(Ending ending) throws Exception {
        try (ScriptedServer server = serve(peer -> {
            converse(peer);
            ending.play(peer);
        })) {
            hearThemOut(fixture.open(server.url()));
            listener.nextClosed();

            nothingIsLeft(server);
        }
    }

    @Test
    void linkThatIsClosed_leavesNothing() throws Exception {
        try (ScriptedServer server = serve(peer -> {
            converse(peer);
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            hearThemOut(link);
            link.close(CloseReason.local());
            listener.nextClosed();

            nothingIsLeft(server);
        }
    }

    @Test
    void linkThatIsClosed_whileItsMessagesCannotLeave_leavesNothing() throws Exception {
        CountDownLatch readOn = new CountDownLatch(1);
        try (ScriptedServer server = serve(peer -> readOn.await())) {
            Link link = fixture.open(server.url());
            for (int i = 0; i < 5; i++) {
                link.send(new Text(LARGE));
            }
            link.close(CloseReason.local());
            while (!(listener.nextButSent(RecordingListener.Event.class) instanceof RecordingListener.Closed)) {
                // the messages fail first
            }
            readOn.countDown();

            nothingIsLeft(server);
        }
    }

    @Test
    void attemptsThatFail_leaveNothing() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            try {
                String path = peer.readRequest().line().split(" ")[1];
                switch (path) {
                    case "/refused" -> peer.write("HTTP/1.1 401 No\r\nContent-Length: 4\r\n\r\nbody");
                    case "/garbage" -> peer.write("garbage");
                    case "/half" -> peer.write("HTTP/1.1 101 Switching");
                    case "/reset" -> peer.reset();
                    default -> {
                        // hangs
                    }
                }
                peer.awaitEnd();
            } finally {
                clientsGone.incrementAndGet();
            }
        })) {
            for (String path : new String[] {"/refused", "/garbage", "/half", "/reset", "/hang"}) {
                TransportFailure failure = fixture.refused(ConnectionConfig.builder(server.url() + path)
                        .timeout(Duration.ofMillis(300))
                        .build());
                assertThat(failure.message()).isNotBlank();
            }

            nothingIsLeft(server);
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void bufferThatIsHeld_isSeen() {
        ByteBuf held = ByteBufAllocator.DEFAULT.buffer(100);

        assertThat(OpenBuffers.count())
                .as("run with -Dio.netty.customResourceLeakDetector=%s", OpenBuffers.class.getName())
                .isEqualTo(1);
        held.release();
        OpenBuffers.assertNone();
    }
}

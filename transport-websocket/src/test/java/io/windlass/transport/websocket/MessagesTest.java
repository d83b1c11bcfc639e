package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void send_isToldAsSentBeforeItsReply() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            Text message = new Text("{\"id\":1}");
            link.send(message);

            assertThat(listener.next(RecordingListener.Sent.class).message()).isSameAs(message);
            assertThat(listener.next(RecordingListener.Message.class).text()).isEqualTo("{\"id\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 125, 126, 65_535, 65_536, 5_000_000})
    void send_ofAnyLength_comesBackWhole(int length) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            String text = "0123456789abc".repeat(length / 13 + 1).substring(0, length);
            link.send(new Text(text));

            assertThat(listener.nextText()).isEqualTo(text);
        }
    }

    @Test
    void send_tenThousandPipelinedFromSeveralThreads_areAllAnswered() throws Exception {
        int each = 2_500;
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String prefix = t + ":";
                Thread sender = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        link.send(new Text(prefix + i));
                    }
                });
                senders.add(sender);
                sender.start();
            }
            int[] next = new int[4];
            for (int i = 0; i < 4 * each; i++) {
                String[] reply = listener.nextText().split(":");
                // of one thread's messages the order is kept
                assertThat(Integer.parseInt(reply[1])).isEqualTo(next[Integer.parseInt(reply[0])]++);
            }
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(next).containsOnly(each);
        }
    }

    @Test
    void message_inFragmentsWithControlFramesBetween_isDeliveredWhole() throws Exception {
        CompletableFuture<Conversation.Frame> pong = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(
                    Frames.frame(false, Opcode.TEXT, "one "),
                    Frames.frame(true, Opcode.PING, "are you there"),
                    Frames.frame(false, Opcode.CONTINUATION, ""),
                    Frames.frame(true, Opcode.PONG, "unasked"),
                    Frames.frame(false, Opcode.CONTINUATION, "two "),
                    Frames.frame(true, Opcode.CONTINUATION, "three"));
            pong.complete(peer.readFrame());
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(listener.nextText()).isEqualTo("one two three");
            assertThat(pong.get(10, TimeUnit.SECONDS).opcode()).isEqualTo(Opcode.PONG);
            assertThat(pong.join().text()).isEqualTo("are you there");
        }
    }

    @Test
    void message_binaryOrText_isDelivered() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.frame(true, Opcode.BINARY, "binary"), Frames.text("text"), Frames.text(""));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(listener.nextText()).isEqualTo("binary");
            assertThat(listener.nextText()).isEqualTo("text");
            assertThat(listener.nextText()).isEmpty();
        }
    }

    @Test
    void message_ofExactlyTheLimit_isDelivered() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.frame(false, Opcode.TEXT, "x".repeat(1000)));
            peer.write(Frames.frame(true, Opcode.CONTINUATION, "x".repeat(24)));
            peer.hold();
        })) {
            fixture.open(
                    ConnectionConfig.builder(server.url()).maxMessageBytes(1024).build());

            assertThat(listener.nextText()).hasSize(1024);
        }
    }

    static List<byte[]> tooLarge() {
        return List.of(
                Frames.head(true, Opcode.TEXT, 1025),
                Frames.head(true, Opcode.TEXT, Long.MAX_VALUE),
                Frames.concat(
                        Frames.frame(false, Opcode.TEXT, "x".repeat(1000)),
                        Frames.frame(true, Opcode.PING, ""),
                        Frames.frame(true, Opcode.CONTINUATION, "x".repeat(25))));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void message_overTheLimit_closesWith1009(byte[] bytes) throws Exception {
        assertViolation(bytes, 1009);
    }

    static List<byte[]> violations() {
        return List.of(
                Frames.frame(true, Opcode.CONTINUATION, "never began"),
                Frames.concat(Frames.frame(false, Opcode.TEXT, "a"), Frames.text("b")),
                Frames.concat(Frames.frame(false, Opcode.TEXT, "a"), Frames.frame(true, Opcode.BINARY, "b")),
                Frames.frame(true, 3, "unknown"),
                Frames.frame(true, 11, "unknown"),
                Frames.frame(false, Opcode.PING, "fragmented"),
                Frames.frame(true, Opcode.PING, "x".repeat(126)),
                Frames.frame(true, Opcode.CLOSE, "x"),
                Frames.close(1005, "never sent"),
                Frames.close(999, "too low"),
                Frames.close(2000, "unassigned"),
                Frames.close(5000, "too high"),
                new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0},
                new byte[] {(byte) 0xc1, 0},
                new byte[] {(byte) 0xa1, 0},
                new byte[] {(byte) 0x81, 126, 0, 5},
                new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, 5},
                new byte[] {(byte) 0x81, 127, -1, -1, -1, -1, -1, -1, -1, -1});
    }

    @ParameterizedTest
    @MethodSource("violations")
    void frame_thatBreaksTheProtocol_closesWith1002(byte[] bytes) throws Exception {
        assertViolation(bytes, 1002);
    }

    private void assertViolation(byte[] bytes, int code) throws Exception {
        CompletableFuture<Conversation.Frame> close = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(bytes, Frames.text("not to be seen"));
            Conversation.Frame frame = peer.readFrame();
            while (frame.opcode() != Opcode.CLOSE) {
                // a ping that came before is answered
                frame = peer.readFrame();
            }
            close.complete(frame);
        })) {
            fixture.open(
                    ConnectionConfig.builder(server.url()).maxMessageBytes(1024).build());

            CloseReason reason = listener.next(RecordingListener.Closed.class).reason();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL);
            assertThat(reason.code()).isEqualTo(code);
            assertThat(close.get(10, TimeUnit.SECONDS).closeCode()).isEqualTo(code);
        }
    }

    @Test
    void ping_isAnsweredOnceAndForeignPongsAreIgnored() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            Conversation.Frame ping = peer.readFrame();
            assertThat(ping.opcode()).isEqualTo(Opcode.PING);
            assertThat(ping.payload()).hasSize(8);
            byte[] foreign = ping.payload().clone();
            foreign[7]++;
            peer.write(
                    Frames.frame(true, Opcode.PONG, foreign),
                    Frames.frame(true, Opcode.PONG, ""),
                    Frames.frame(true, Opcode.PONG, ping.payload()),
                    Frames.frame(true, Opcode.PONG, ping.payload()),
                    Frames.text("end"));
            peer.hold();
        })) {
            Link link = fixture.open(server.url());
            link.ping(0x0123456789abcdefL);

            assertThat(listener.next(RecordingListener.Pong.class).nonce()).isEqualTo(0x0123456789abcdefL);
            assertThat(listener.next(RecordingListener.Message.class).text()).isEqualTo("end");
        }
    }

    @Test
    void read_switchedOff_leavesMessagesInTheSocketUntilItIsOnAgain() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            assertThat(peer.readFrame().text()).isEqualTo("reading is off");
            peer.write(Frames.text("later"));
            written.countDown();
            peer.readFrame();
            peer.hold();
        })) {
            Link link = fixture.open(server.url());
            link.read(false);
            link.send(new Text("reading is off"));
            listener.next(RecordingListener.Sent.class);
            assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
            // the I/O thread goes round once more, and would read
            link.send(new Text("another round"));
            listener.next(RecordingListener.Sent.class);
            assertThat(listener.rest()).isEmpty();
            link.read(true);

            assertThat(listener.next(RecordingListener.Message.class).text()).isEqualTo("later");
        }
    }

    @Test
    void cancel_beforeTheWrite_dropsTheMessageUnheard() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            go.await();
            while (true) {
                String text = peer.readFrame().text();
                received.add(text.length() > 100 ? "large" : text);
            }
        })) {
            Link link = fixture.open(server.url());
            Text large = new Text("x".repeat(16_000_000));
            Text cancelled = new Text("equal");
            Text kept = new Text("equal");
            link.send(large);
            link.send(cancelled);
            link.send(kept);
            link.cancel(cancelled);
            go.countDown();

            assertThat(listener.next(RecordingListener.Sent.class).message()).isSameAs(large);
            assertThat(listener.next(RecordingListener.Sent.class).message()).isSameAs(kept);
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("large");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("equal");
            link.send(new Text("end"));
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
        }
    }

    @Test
    void listener_thatThrows_doesNotBreakTheLink() throws Exception {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            Link link = fixture.transport()
                    .open(ConnectionConfig.of(server.url()), new ThrowingListener(heard))
                    .get(10, TimeUnit.SECONDS);
            link.send(new Text("one"));
            link.send(new Text("two"));
            link.close(CloseReason.local());

            List<String> calls = new ArrayList<>();
            for (String call = ""; call != null && !call.equals("closed"); ) {
                call = heard.poll(10, TimeUnit.SECONDS);
                calls.add(call);
            }
            assertThat(calls).endsWith("closed").filteredOn("sent"::equals).hasSize(2);
        }
    }
}

package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingTest {
    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void close_sendsWhatWasSentBeforeAndTheCode_andClosesWhenThePeerAnswers() throws Exception {
        CompletableFuture<Conversation.Frame> close = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            assertThat(peer.readFrame().text()).isEqualTo("last words");
            Conversation.Frame frame = peer.readFrame();
            close.complete(frame);
            peer.write(Frames.text("too late"), Frames.frame(true, Opcode.CLOSE, frame.payload()));
            peer.awaitEnd();
        })) {
            Link link = fixture.open(server.url());
            CloseReason reason = CloseReason.of(CloseReason.Kind.ROTATED, 1001, "a newer one took over");
            link.send(new Text("last words"));
            link.close(reason);
            link.close(CloseReason.local());

            listener.next(RecordingListener.Sent.class);
            assertThat(listener.next(RecordingListener.Closed.class).reason()).isSameAs(reason);
            assertThat(close.join().opcode()).isEqualTo(Opcode.CLOSE);
            assertThat(close.join().closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void close_withoutACodeThatMayBeSent_sends1000() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            code.complete(peer.readFrame().closeCode());
        })) {
            Link link = fixture.open(server.url());
            link.close(CloseReason.of(CloseReason.Kind.TIMEOUT, 0, "no pong"));

            assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
            assertThat(listener.nextClosed().kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
        }
    }

    @Test
    void close_whenThePeerStaysSilent_closesHardAfterTheDeadline() throws Exception {
        CountDownLatch clientGone = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.awaitEnd();
            clientGone.countDown();
            peer.hold();
        })) {
            Link link = fixture.open(server.url());
            link.close(CloseReason.local());

            assertThat(listener.nextClosed()).isEqualTo(CloseReason.local());
            assertThat(clientGone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_whileReadingIsOff_stillHearsThePeersAnswer() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            link.read(false);
            link.close(CloseReason.local());

            assertThat(listener.nextClosed()).isEqualTo(CloseReason.local());
        }
    }

    @Test
    void peerCloses_isAnsweredAndToldWithCodeAndText() throws Exception {
        CompletableFuture<Conversation.Frame> answer = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.close(1012, "restarting"), Frames.text("nothing counts behind it"));
            answer.complete(peer.readFrame());
            peer.awaitEnd();
        })) {
            fixture.open(server.url());

            CloseReason reason = listener.next(RecordingListener.Closed.class).reason();
            assertThat(reason).isEqualTo(CloseReason.of(CloseReason.Kind.REMOTE, 1012, "restarting"));
            assertThat(answer.get(10, TimeUnit.SECONDS).opcode()).isEqualTo(Opcode.CLOSE);
            assertThat(answer.join().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void peerCloses_withoutACode_is1005() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.frame(true, Opcode.CLOSE, ""));
            assertThat(peer.readFrame().payload()).isEmpty();
        })) {
            fixture.open(server.url());

            CloseReason reason = listener.nextClosed();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REMOTE);
            assertThat(reason.code()).isEqualTo(1005);
        }
    }

    @Test
    void peerCloses_inMidMessage_isTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.write(Frames.frame(false, Opcode.TEXT, "half"), Frames.close(1001, "bye"));
            peer.awaitEnd();
        })) {
            fixture.open(server.url());

            assertThat(listener.next(RecordingListener.Closed.class).reason().code())
                    .isEqualTo(1001);
        }
    }

    @Test
    void peerCloses_andNeverReads_closesAfterTheDeadlineAllTheSame() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            // the message has begun, and its rest fills all buffers on the way
            peer.awaitInput();
            peer.write(Frames.close(1001, "bye"));
            peer.hold();
        })) {
            Link link = fixture.open(server.url());
            link.send(new Text("x".repeat(16_000_000)));

            listener.next(RecordingListener.Failed.class);
            assertThat(listener.next(RecordingListener.Closed.class).reason().code())
                    .isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peerEndsWithoutACloseFrame_is1006(boolean midMessage) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            if (midMessage) {
                peer.write(Frames.head(true, Opcode.TEXT, 10));
            }
        })) {
            fixture.open(server.url());

            CloseReason reason = listener.next(RecordingListener.Closed.class).reason();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REMOTE);
            assertThat(reason.code()).isEqualTo(1006);
            assertThat(reason.message().contains("mid-message")).isEqualTo(midMessage);
        }
    }

    @Test
    void peerResets_isANetworkFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.readFrame();
            peer.reset();
        })) {
            Link link = fixture.open(server.url());
            link.send(new Text("go"));

            CloseReason reason = listener.nextClosed();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.NETWORK);
            assertThat(reason.code()).isEqualTo(1006);
            assertThat(reason.cause()).isPresent();
        }
    }

    @Test
    void linkDies_messagesFailAndSayWhetherThePeerMayHaveThem() throws Exception {
        CountDownLatch die = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            // the message has begun, and its rest fills all buffers on the way
            peer.awaitInput();
            die.await();
            peer.reset();
        })) {
            Link link = fixture.open(server.url());
            Text handed = new Text("x".repeat(16_000_000));
            Text waiting = new Text("y");
            link.send(handed);
            link.send(waiting);
            die.countDown();

            Map<Outbound, TransportFailure> failures = new IdentityHashMap<>();
            for (int i = 0; i < 2; i++) {
                RecordingListener.Failed failed = listener.next(RecordingListener.Failed.class);
                failures.put(failed.message(), failed.failure());
            }
            assertThat(failures).containsOnlyKeys(handed, waiting);
            assertThat(failures.get(handed).mayHaveBeenProcessed()).isTrue();
            assertThat(failures.get(waiting).mayHaveBeenProcessed()).isFalse();
            assertThat(failures.get(waiting).kind()).isEqualTo(TransportFailure.Kind.CLOSED);
            listener.next(RecordingListener.Closed.class);
        }
    }

    @Test
    void send_whileTheLinkIsClosing_failsAndAfterwardsIsSilent() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            assertThat(peer.readFrame().opcode()).isEqualTo(Opcode.CLOSE);
            answer.await();
        })) {
            Link link = fixture.open(server.url());
            link.close(CloseReason.local());
            Text late = new Text("late");
            link.send(late);

            RecordingListener.Failed failed = listener.next(RecordingListener.Failed.class);
            assertThat(failed.message()).isSameAs(late);
            assertThat(failed.failure().kind()).isEqualTo(TransportFailure.Kind.CLOSED);
            assertThat(failed.failure().mayHaveBeenProcessed()).isFalse();
            answer.countDown();
            listener.next(RecordingListener.Closed.class);
            link.send(new Text("too late"));
            link.ping(1);
            link.read(true);
            link.cancel(late);
            link.close(CloseReason.local());
            // the end of the I/O thread is behind all that was asked of it
            fixture.transport().close();
            assertThat(listener.rest()).isEmpty();
        }
    }

    @Test
    void close_calledByTheListener_isNotHeardWithinThatCall() throws Exception {
        // the recording listener fails the test if it is called while being called
        CompletableFuture<Link> opened = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.readFrame();
            peer.write(Frames.text("go"));
            peer.echo();
        })) {
            CompletableFuture<CloseReason> closed = new CompletableFuture<>();
            ClosingListener closing = new ClosingListener(opened, closed);
            Link link = fixture.transport()
                    .open(ConnectionConfig.of(server.url()), closing)
                    .get(10, TimeUnit.SECONDS);
            opened.complete(link);
            link.send(new Text("ready"));

            assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.local());
            assertThat(closing.nested()).isFalse();
        }
    }

    @Test
    void transportClose_closesAllLinksAndEndsItsThreads() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            List<RecordingListener> listeners = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RecordingListener each = new RecordingListener();
                listeners.add(each);
                fixture.transport()
                        .open(ConnectionConfig.of("ws://localhost:" + server.port()), each)
                        .get(10, TimeUnit.SECONDS);
            }
            fixture.transport().close();
            fixture.transport().close();

            for (RecordingListener each : listeners) {
                assertThat(each.next(RecordingListener.Closed.class).reason().kind())
                        .isEqualTo(CloseReason.Kind.LOCAL);
                assertThat(each.rest()).isEmpty();
                each.assertSound();
            }
            assertThat(fixture.threads()).isNotEmpty().noneMatch(Thread::isAlive);
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(t -> t.getName().startsWith("globalEventExecutor"));
        }
    }

    @Test
    void transportClose_whileALinkIsBeingAnnounced_closesItToo() throws Exception {
        CountDownLatch announced = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            CompletableFuture<Boolean> waited = fixture.transport()
                    .open(ConnectionConfig.of(server.url()), listener)
                    .thenApply(link -> {
                        announced.countDown();
                        try {
                            return go.await(10, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            return false;
                        }
                    });
            assertThat(announced.await(10, TimeUnit.SECONDS)).isTrue();
            Thread closing = new Thread(() -> fixture.transport().close());
            closing.start();
            await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
            go.countDown();
            closing.join();

            assertThat(waited.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.next(RecordingListener.Closed.class).reason().kind())
                    .isEqualTo(CloseReason.Kind.LOCAL);
            assertThat(fixture.threads()).isNotEmpty().noneMatch(Thread::isAlive);
        }
    }

    @Test
    void transportClose_withSilentPeers_endsWithinItsDeadline() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.hold();
        })) {
            fixture.open(server.url());
            fixture.transport().close();

            assertThat(listener.next(RecordingListener.Closed.class).reason().kind())
                    .isEqualTo(CloseReason.Kind.LOCAL);
            assertThat(fixture.threads()).isNotEmpty().noneMatch(Thread::isAlive);
        }
    }

    @Test
    void transportClose_calledOnAnIoThread_doesNotWaitForItself() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.upgrade();
            peer.echo();
        })) {
            CompletableFuture<Void> closed = fixture.transport()
                    .open(ConnectionConfig.of(server.url()), listener)
                    .thenAccept(link -> fixture.transport().close());

            closed.get(10, TimeUnit.SECONDS);
            assertThat(listener.next(RecordingListener.Closed.class).reason().kind())
                    .isEqualTo(CloseReason.Kind.LOCAL);
            await().untilAsserted(
                            () -> assertThat(fixture.threads()).isNotEmpty().noneMatch(Thread::isAlive));
        }
    }
}

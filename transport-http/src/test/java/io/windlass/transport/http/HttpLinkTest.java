package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windlass.CloseReason;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.RecordingListener.Heard;
import io.windlass.transport.http.RecordingListener.What;
import io.windlass.transport.http.ScriptedServer.Request;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a link queues, cancels, serialises and closes. */
class HttpLinkTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    @Test
    void send_beyondMaxConnections_waitsAndIsSentInOrder() {
        Semaphore gate = new Semaphore(0);
        try (ScriptedServer server = ScriptedServer.start(request -> {
                    gate.acquire();
                    return Response.of(200, request.body());
                });
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(4))) {
            List<TestMessage> messages = IntStream.range(0, 64)
                    .mapToObj(i -> link.send("{\"id\":" + i + "}"))
                    .toList();
            await().until(() -> server.running() == 4);
            assertThat(link.listener().heard(What.SENT)).hasSize(4);
            gate.release(64);

            messages.forEach(m -> assertThat(link.listener().awaitMessage(m)).isEqualTo(m.toString()));
            assertThat(server.mostRunning()).isEqualTo(4);
            assertThat(server.sockets()).isLessThanOrEqualTo(4);
            assertThat(link.listener().heard(What.SENT))
                    .extracting(Heard::message)
                    .containsExactlyElementsOf(messages);
        }
    }

    @Test
    void cancel_ofAWaitingMessage_isNeverSent() {
        Semaphore gate = new Semaphore(0);
        try (ScriptedServer server = ScriptedServer.start(request -> {
                    gate.acquire();
                    return Response.of(200, RESULT);
                });
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(1))) {
            TestMessage first = link.send("1");
            TestMessage second = link.send("2");
            TestMessage third = link.send("3");
            link.link().cancel(second);
            gate.release(3);

            link.listener().awaitMessage(first);
            link.listener().awaitMessage(third);
            assertThat(link.listener().heardOf(second)).isEmpty();
            assertThat(server.requests()).extracting(Request::body).containsExactly("1", "3");
        }
    }

    @Test
    void cancel_ofARunningMessage_freesItsPlaceAndIsSilent() {
        CountDownLatch hang = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(request -> {
                    if (request.body().equals("1")) {
                        hang.await();
                    }
                    return Response.of(200, RESULT);
                });
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(1))) {
            TestMessage first = link.send("1");
            TestMessage second = link.send("2");
            await().until(() -> server.running() == 1);
            link.link().cancel(first);

            assertThat(link.listener().awaitMessage(second)).isEqualTo(RESULT);
            hang.countDown();
            link.listener().awaitMessage(link.send("3"));
            assertThat(link.listener().heardOf(first)).extracting(Heard::what).containsExactly(What.SENT);
        }
    }

    @Test
    void cancel_whileTheServerIsSilent_closesTheSocket() throws Exception {
        assertCancelCloses("");
    }

    @Test
    void cancel_inTheMiddleOfABody_closesTheSocket() throws Exception {
        assertCancelCloses("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    }

    @Test
    void cancel_inTheMiddleOfACompressedBody_closesTheSocket() throws Exception {
        assertCancelCloses("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n\u001f");
    }

    private static void assertCancelCloses(String beginning) throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (RawServer server = RawServer.start(socket -> {
                    RawServer.readRequest(socket);
                    RawServer.write(socket, beginning);
                    hanging.countDown();
                    try {
                        assertThat(socket.getInputStream().read()).isEqualTo(-1);
                    } catch (IOException reset) {
                        // as good as closed
                    }
                    gone.countDown();
                });
                OpenLink link = OpenLink.to(server.url())) {
            TestMessage message = link.send("{}");
            assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
            link.link().cancel(message);

            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(link.listener().heardOf(message)).extracting(Heard::what).containsExactly(What.SENT);
        }
    }

    @Test
    void cancel_ofAMessageThatWasAnswered_doesNothing() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(1))) {
            TestMessage message = link.send("{}");
            link.listener().awaitMessage(message);
            link.link().cancel(message);
            link.link().cancel(message);

            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
        }
    }

    @Test
    void close_withExchangesInFlight_failsThemAndIsTheLastWord() {
        CountDownLatch hang = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(request -> {
                    hang.await();
                    return Response.of(200, RESULT);
                });
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(2))) {
            TestMessage running = link.send("1");
            link.send("2");
            TestMessage waiting = link.send("3");
            await().until(() -> server.running() == 2);
            CloseReason reason = CloseReason.of(CloseReason.Kind.ROTATED, 0, "replaced");
            link.link().close(reason);
            link.link().close(CloseReason.local());
            link.listener().await(What.CLOSED, 1);
            link.link().send(new TestMessage("4"));
            hang.countDown();

            TransportFailure sent = link.listener().awaitFailure(running);
            assertThat(sent.kind()).isEqualTo(Kind.CLOSED);
            assertThat(sent.mayHaveBeenProcessed()).isTrue();
            assertThat(link.listener().awaitFailure(waiting).mayHaveBeenProcessed())
                    .isFalse();
            link.transport().close();
            assertThat(link.listener().heard())
                    .extracting(Heard::what)
                    .containsExactly(What.SENT, What.SENT, What.FAILED, What.FAILED, What.FAILED, What.CLOSED);
            assertThat(link.listener().heard(What.CLOSED))
                    .extracting(Heard::reason)
                    .containsExactly(reason);
        }
    }

    @Test
    void send_beforeClosedIsHeard_fails() throws Exception {
        CountDownLatch inListener = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RecordingListener listener = new RecordingListener(heard -> {
            inListener.countDown();
            awaitQuietly(release);
        });
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url(), b -> b, listener, InstantSource.system())) {
            new Thread(() -> link.send("1")).start(); // the listener hears of it on the sender's thread
            assertThat(inListener.await(10, TimeUnit.SECONDS)).isTrue();
            link.link().close(CloseReason.local());
            TestMessage late = link.send("2");
            release.countDown();

            TransportFailure failure = listener.awaitFailure(late);
            assertThat(failure.kind()).isEqualTo(Kind.CLOSED);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
            listener.await(What.CLOSED, 1);
        }
    }

    @Test
    void send_whileClosedIsBeingHeard_isSilent() throws Exception {
        CompletableFuture<OpenLink> opened = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener(heard -> {
            if (heard.what() == What.CLOSED) {
                opened.join().send("late");
            }
        });
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url(), b -> b, listener, InstantSource.system())) {
            opened.complete(link);
            link.transport().close();

            assertThat(listener.heard()).extracting(Heard::what).containsExactly(What.CLOSED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void listener_isNeverCalledByTwoThreadsAtOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(8))) {
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread sender = new Thread(() -> {
                    for (int i = 0; i < 100; i++) {
                        TestMessage message = link.send("{}");
                        if (i % 10 == 0) {
                            link.link().cancel(message);
                        }
                    }
                });
                senders.add(sender);
                sender.start();
            }
            for (Thread sender : senders) {
                sender.join();
            }
            link.listener().await(What.MESSAGE, 360);
            link.link().close(CloseReason.local());
            link.listener().await(What.CLOSED, 1);

            assertThat(link.listener().overlaps()).isZero();
            List<Heard> heard = link.listener().heard();
            assertThat(heard.get(heard.size() - 1).what()).isEqualTo(What.CLOSED);
        }
    }

    @Test
    void listenerThatThrows_doesNotStopTheLink() {
        RecordingListener listener = new RecordingListener(heard -> {
            throw new OnPurpose();
        });
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url(), b -> b.maxConnections(1), listener, InstantSource.system())) {
            for (int i = 0; i < 3; i++) {
                assertThat(listener.awaitMessage(link.send("{}"))).isEqualTo(RESULT);
            }
            link.link().close(CloseReason.local());
            listener.await(What.CLOSED, 1);
            assertThat(server.requests()).hasSize(3);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

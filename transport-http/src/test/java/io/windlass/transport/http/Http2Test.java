package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.Http2Server.Waiting;
import io.windlass.transport.http.RecordingListener.Heard;
import io.windlass.transport.http.RecordingListener.What;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 is spoken where the server offers it, and many calls share one socket there. */
class Http2Test {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";

    @TempDir
    static Path directory;

    private static SSLContext server;
    private static SSLContext client;

    @BeforeAll
    static void makeCertificates() {
        TestCertificates certificates = new TestCertificates(directory);
        server = certificates.holder("ip:127.0.0.1", "-1d");
        client = certificates.client();
    }

    private static OpenLink linkTo(Http2Server http2) {
        return linkTo(http2, builder -> builder);
    }

    private static OpenLink linkTo(Http2Server http2, UnaryOperator<ConnectionConfig.Builder> settings) {
        return OpenLink.to(http2.url(), builder -> settings.apply(builder.sslContext(client)));
    }

    /** The socket is there and known to speak HTTP/2: calls that begin before would each try one of their own. */
    private static void warmUp(Http2Server http2, OpenLink link) {
        TestMessage first = link.send("first");
        next(http2, "first").answer(RESULT);
        link.listener().awaitMessage(first);
    }

    private static Waiting next(Http2Server http2, String body) {
        return await().until(
                        () -> http2.requests().stream()
                                .filter(request -> request.body().equals(body))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void serverThatOffersHttp2_isSpokenToInHttp2() {
        try (Http2Server http2 = Http2Server.start(server, 100, waiting -> waiting.answer(RESULT));
                OpenLink link = linkTo(http2)) {
            for (int i = 0; i < 3; i++) {
                assertThat(link.listener().awaitMessage(link.send("{\"id\":" + i + "}")))
                        .isEqualTo(RESULT);
            }

            assertThat(http2.requests()).hasSize(3).allMatch(Waiting::overHttp2);
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void serverThatOffersHttp11Alone_isSpokenToInHttp11() {
        try (Http2Server http11 = Http2Server.startWithoutHttp2(server, waiting -> waiting.answer(RESULT));
                OpenLink link = linkTo(http11)) {
            for (int i = 0; i < 3; i++) {
                assertThat(link.listener().awaitMessage(link.send("{\"id\":" + i + "}")))
                        .isEqualTo(RESULT);
            }

            assertThat(http11.requests()).hasSize(3).noneMatch(Waiting::overHttp2);
            assertThat(http11.sockets()).isEqualTo(1);
        }
    }

    @Test
    void callsAtOnce_shareASocket_andAreAnsweredInAnyOrder() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2, b -> b.maxConnections(64))) {
            warmUp(http2, link);
            List<TestMessage> messages = IntStream.range(0, 64)
                    .mapToObj(i -> link.send("{\"id\":" + i + "}"))
                    .toList();
            await().until(() -> http2.requests().size() == 65);
            List<Waiting> newestFirst = new ArrayList<>(http2.requests().subList(1, 65));
            Collections.reverse(newestFirst);
            newestFirst.forEach(waiting -> waiting.answer(waiting.body()));

            messages.forEach(m -> assertThat(link.listener().awaitMessage(m)).isEqualTo(m.toString()));
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void callsBeyondWhatTheServerTakesAtOnce_waitUntilItTakesThem() {
        try (Http2Server http2 = Http2Server.start(server, 4, waiting -> waiting.answer(waiting.body()));
                OpenLink link = linkTo(http2, b -> b.maxConnections(64))) {
            link.listener().awaitMessage(link.send("first"));
            List<TestMessage> messages = IntStream.range(0, 256)
                    .mapToObj(i -> link.send("{\"id\":" + i + "}"))
                    .toList();

            messages.forEach(m -> assertThat(link.listener().awaitMessage(m)).isEqualTo(m.toString()));
            assertThat(link.listener().heard(What.SENT))
                    .as("each is told once, however often it was tried")
                    .hasSize(257);
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void callsOfSeveralLinks_waitForOneAnother() {
        try (Http2Server http2 = Http2Server.start(server, 3, waiting -> waiting.answer(waiting.body()));
                OpenLink first = linkTo(http2)) {
            first.listener().awaitMessage(first.send("first"));
            RecordingListener listener = new RecordingListener();
            List<Link> links = IntStream.range(0, 5)
                    .mapToObj(i -> first.transport()
                            .open(
                                    ConnectionConfig.builder(http2.url())
                                            .sslContext(client)
                                            .build(),
                                    listener)
                            .join())
                    .toList();
            List<TestMessage> messages = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                for (Link link : links) {
                    TestMessage message = new TestMessage("{\"id\":" + i + "}");
                    messages.add(message);
                    link.send(message);
                }
            }

            messages.forEach(m -> assertThat(listener.awaitMessage(m)).isEqualTo(m.toString()));
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void callThatWaitsForRoom_isGivenUpWithoutATrace() {
        try (Http2Server http2 = Http2Server.start(server, 1, waiting -> {});
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage first = link.send("holds the room");
            Waiting holding = next(http2, "holds the room");
            TestMessage second = link.send("given up");
            link.listener().await(What.SENT, 3);
            TestMessage third = link.send("waits");
            link.link().cancel(second);
            holding.answer(RESULT);

            next(http2, "waits").answer(RESULT);
            link.listener().awaitMessage(first);
            link.listener().awaitMessage(third);
            assertThat(http2.requests()).extracting(Waiting::body).doesNotContain("given up");
            assertThat(link.listener().heardOf(second)).extracting(Heard::what).containsExactly(What.SENT);
        }
    }

    @Test
    void callThatWaitsForRoom_endsWithItsLink() {
        try (Http2Server http2 = Http2Server.start(server, 1, waiting -> {});
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            link.send("holds the room");
            next(http2, "holds the room");
            TestMessage waits = link.send("waits");
            link.listener().await(What.SENT, 3);
            link.link().close(CloseReason.local());

            assertThat(link.listener().awaitFailure(waits).kind()).isEqualTo(Kind.CLOSED);
            link.listener().await(What.CLOSED, 1);
            assertThat(http2.requests()).extracting(Waiting::body).doesNotContain("waits");
        }
    }

    @Test
    void serverThatTakesNoStreamAtAll_failsTheCall_whichNeverLeft() throws Exception {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            http2.takeNoStreams(http2.requests().get(0));
            TransportFailure failure = link.listener().awaitFailure(link.send("no chance"));

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure.mayHaveBeenProcessed()).isFalse();
            assertThat(failure.message())
                    .contains("takes no more HTTP/2 streams")
                    .contains("maxConnections");
            assertThat(http2.requests()).extracting(Waiting::body).doesNotContain("no chance");
        }
    }

    /** Later JDKs send it again by themselves. */
    @Test
    void streamThatTheServerRefuses_isKnownToBeUndone() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage refused = link.send("refused");
            next(http2, "refused").reset(Http2Error.REFUSED_STREAM);
            await().until(() -> http2.requests().size() == 3
                    || !link.listener().heard(What.FAILED).isEmpty());

            if (http2.requests().size() == 3) {
                http2.requests().get(2).answer(RESULT);
                assertThat(link.listener().awaitMessage(refused)).isEqualTo(RESULT);
            } else {
                TransportFailure failure = link.listener().awaitFailure(refused);
                assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
                assertThat(failure.mayHaveBeenProcessed()).isFalse();
            }
        }
    }

    @Test
    void answer_compressedWithGzip_isDecompressed() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(RESULT.getBytes(StandardCharsets.UTF_8));
        }
        Response response = Response.of(200, compressed.toByteArray(), "content-encoding", "gzip");
        try (Http2Server http2 = Http2Server.start(server, 100, waiting -> waiting.answer(response));
                OpenLink link = linkTo(http2)) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
        }
    }

    @Test
    void cancel_endsItsStreamAlone() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage given = link.send("given up");
            TestMessage kept = link.send("kept");
            Waiting waiting = next(http2, "given up");
            link.link().cancel(given);

            await().until(waiting::isGone);
            next(http2, "kept").answer(RESULT);
            assertThat(link.listener().awaitMessage(kept)).isEqualTo(RESULT);
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void answer_overTheLimit_endsItsStreamAlone() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2, b -> b.maxMessageBytes(1024))) {
            warmUp(http2, link);
            TestMessage large = link.send("large");
            TestMessage small = link.send("small");
            next(http2, "large").answer("x".repeat(500_000));
            assertThat(link.listener().awaitFailure(large).kind()).isEqualTo(Kind.TOO_LARGE);
            next(http2, "small").answer(RESULT);

            assertThat(link.listener().awaitMessage(small)).isEqualTo(RESULT);
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    @Test
    void streamThatTheServerResets_failsItsCallAlone() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage broken = link.send("broken");
            TestMessage kept = link.send("kept");
            next(http2, "broken").reset(Http2Error.INTERNAL_ERROR);
            TransportFailure failure = link.listener().awaitFailure(broken);
            next(http2, "kept").answer(RESULT);

            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure.mayHaveBeenProcessed()).isTrue();
            assertThat(link.listener().awaitMessage(kept)).isEqualTo(RESULT);
            assertThat(http2.sockets()).isEqualTo(1);
        }
    }

    /** JDK 17 cuts the socket at once, so that the outcome is open; later ones wait for the answer. */
    @Test
    void serverThatGoesAway_leavesNoCallInDoubtUnsaid_andTheNextOpensAnotherSocket() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage last = link.send("last");
            Waiting waiting = next(http2, "last");
            http2.goAway(waiting);
            waiting.answer(RESULT);
            Heard end = link.listener().awaitEnd(last);
            assertThat(end.what() == What.MESSAGE || end.failure().mayHaveBeenProcessed())
                    .as("%s", end)
                    .isTrue();

            TestMessage more = link.send("more");
            next(http2, "more").answer(RESULT);
            assertThat(link.listener().awaitMessage(more)).isEqualTo(RESULT);
            assertThat(http2.sockets()).isEqualTo(2);
        }
    }

    @Test
    void socketThatBreaks_failsItsCalls_andTheNextOpensAnother() {
        try (Http2Server http2 = Http2Server.start(server);
                OpenLink link = linkTo(http2)) {
            warmUp(http2, link);
            TestMessage one = link.send("one");
            TestMessage two = link.send("two");
            next(http2, "two");
            http2.cut(next(http2, "one"));

            for (TestMessage message : List.of(one, two)) {
                TransportFailure failure = link.listener().awaitFailure(message);
                assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
                assertThat(failure.mayHaveBeenProcessed()).isTrue();
            }
            TestMessage more = link.send("more");
            next(http2, "more").answer(RESULT);
            assertThat(link.listener().awaitMessage(more)).isEqualTo(RESULT);
            assertThat(http2.sockets()).isEqualTo(2);
        }
    }
}

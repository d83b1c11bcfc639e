package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.TransportFailure;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    private static final String AGREED = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover";
    private static final int COMPRESSED = 0x40;

    private final Fixture fixture = new Fixture();
    private final RecordingListener listener = fixture.listener();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Serves one connection with these headers in the answer. */
    private static ScriptedServer serve(String headers, ScriptedServer.Script then) throws Exception {
        return ScriptedServer.start(peer -> {
            peer.write(Conversation.accepted(peer.readRequest(), headers + "\r\n"));
            then.play(peer);
        });
    }

    private static byte[] deflate(Deflater deflater, byte[] bytes) {
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 1024];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        // without the 00 00 ff ff at its end
        return Arrays.copyOf(out, length - 4);
    }

    private static byte[] deflate(String text) {
        return deflate(new Deflater(9, true), Frames.bytes(text));
    }

    private static byte[] compressed(boolean fin, byte[] payload) {
        return marked(Frames.frame(fin, Opcode.TEXT, payload));
    }

    private static byte[] marked(byte[] frame) {
        frame[0] |= COMPRESSED;
        return frame;
    }

    @Test
    void open_offersIt_andSendsItsOwnMessagesAsTheyAre() throws Exception {
        CompletableFuture<String> offer = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            Conversation.Request request = peer.readRequest();
            offer.complete(request.headers().get("Sec-WebSocket-Extensions"));
            peer.write(Conversation.accepted(request, AGREED + "\r\n"));
            // insists that no bit of an extension is set
            peer.echo();
        })) {
            Link link = fixture.open(server.url());
            link.send(new Text("x".repeat(1000)));

            assertThat(offer.get(10, TimeUnit.SECONDS)).startsWith("permessage-deflate");
            assertThat(listener.nextText()).hasSize(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; server_no_context_takeover",
                "; server_max_window_bits=10",
                ";server_max_window_bits=\"15\" ; Server_No_Context_Takeover"
            })
    void message_compressedInOneFrameOrSeveral_isDelivered(String parameters) throws Exception {
        String text = "{\"number\":\"0x1\",\"hash\":\"0xabc\"}".repeat(50);
        byte[] payload = deflate(text);
        byte[] first = Arrays.copyOf(payload, 5);
        byte[] rest = Arrays.copyOfRange(payload, 5, payload.length);
        try (ScriptedServer server = serve(AGREED + parameters, peer -> {
            peer.write(
                    compressed(true, payload),
                    Frames.text("plain"),
                    compressed(false, first),
                    Frames.frame(true, Opcode.PING, "between"),
                    Frames.frame(false, Opcode.CONTINUATION, ""),
                    Frames.frame(true, Opcode.CONTINUATION, rest),
                    compressed(true, new byte[] {0}),
                    compressed(true, new byte[0]));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(listener.nextText()).isEqualTo(text);
            assertThat(listener.nextText()).isEqualTo("plain");
            assertThat(listener.nextText()).isEqualTo(text);
            assertThat(listener.nextText()).isEmpty();
            assertThat(listener.nextText()).isEmpty();
        }
    }

    @Test
    void messages_thatReferToEarlierOnes_areDelivered() throws Exception {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        String text = HexFormat.of().formatHex(noise);
        try (ScriptedServer server = serve(AGREED, peer -> {
            Deflater deflater = new Deflater(9, true);
            byte[] first = deflate(deflater, Frames.bytes(text.substring(0, 10_000)));
            byte[] second = deflate(deflater, Frames.bytes(text.substring(0, 10_000)));
            assertThat(second.length).isLessThan(first.length / 10);
            peer.write(compressed(true, first), compressed(true, second));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(listener.nextText()).isEqualTo(text.substring(0, 10_000));
            assertThat(listener.nextText()).isEqualTo(text.substring(0, 10_000));
        }
    }

    @Test
    void messages_ofManyLinks_doNotMixTheirContexts() throws Exception {
        try (ScriptedServer server = serve(AGREED, peer -> {
            Deflater deflater = new Deflater(9, true);
            while (true) {
                String text = peer.readFrame().text();
                byte[] payload = deflate(deflater, Frames.bytes(text));
                // in two pieces, so that links are in mid-message at the same time
                peer.write(compressed(false, Arrays.copyOf(payload, 3)));
                peer.write(Frames.frame(true, Opcode.CONTINUATION, Arrays.copyOfRange(payload, 3, payload.length)));
            }
        })) {
            List<RecordingListener> listeners = IntStream.range(0, 20)
                    .mapToObj(i -> new RecordingListener())
                    .toList();
            for (int i = 0; i < 20; i++) {
                Link link = fixture.transport()
                        .open(ConnectionConfig.of(server.url()), listeners.get(i))
                        .get(10, TimeUnit.SECONDS);
                for (int m = 0; m < 10; m++) {
                    link.send(new Text("message " + m + " of link " + i + " and the same tail everywhere"));
                }
            }
            for (int i = 0; i < 20; i++) {
                for (int m = 0; m < 10; m++) {
                    assertThat(listeners.get(i).nextText())
                            .isEqualTo("message " + m + " of link " + i + " and the same tail everywhere");
                }
            }
        }
    }

    @Test
    void message_whoseSenderEndsItsStream_isDelivered() throws Exception {
        // the example of RFC 7692 section 7.2.3.4: a final block, and a byte that pads it
        byte[] payload = HexFormat.of().parseHex("f348cdc9c9070000");
        try (ScriptedServer server = serve(AGREED, peer -> {
            peer.write(compressed(true, payload), compressed(true, payload), compressed(true, deflate("bye")));
            peer.hold();
        })) {
            fixture.open(server.url());

            assertThat(listener.nextText()).isEqualTo("Hello");
            assertThat(listener.nextText()).isEqualTo("Hello");
            assertThat(listener.nextText()).isEqualTo("bye");
        }
    }

    @Test
    void message_thatInflatesToExactlyTheLimit_isDelivered() throws Exception {
        try (ScriptedServer server = serve(AGREED, peer -> {
            peer.write(compressed(true, deflate("x".repeat(1_000_000))));
            peer.hold();
        })) {
            fixture.open(ConnectionConfig.builder(server.url())
                    .maxMessageBytes(1_000_000)
                    .build());

            assertThat(listener.nextText()).hasSize(1_000_000);
        }
    }

    static List<byte[]> bombs() {
        byte[] whole = deflate("x".repeat(1_000_001));
        return List.of(
                compressed(true, whole),
                compressed(true, deflate("x".repeat(50_000_000))),
                Frames.concat(compressed(false, whole), Frames.frame(true, Opcode.CONTINUATION, new byte[] {0})));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void message_thatInflatesToMoreThanTheLimit_closesWith1009(byte[] bytes) throws Exception {
        assertViolation(bytes, 1009);
    }

    static List<byte[]> violations() {
        return List.of(
                compressed(true, new byte[] {-1, -1, -1, -1, -1}),
                marked(Frames.frame(true, Opcode.PING, "x")),
                Frames.concat(compressed(false, deflate("a")), marked(Frames.frame(true, Opcode.CONTINUATION, "b"))),
                Frames.concat(
                        Frames.frame(false, Opcode.TEXT, "a"), marked(Frames.frame(true, Opcode.CONTINUATION, "b"))),
                new byte[] {(byte) 0xa1, 0},
                new byte[] {(byte) 0xd1, 0});
    }

    @ParameterizedTest
    @MethodSource("violations")
    void frame_thatBreaksTheExtension_closesWith1002(byte[] bytes) throws Exception {
        assertViolation(bytes, 1002);
    }

    private void assertViolation(byte[] bytes, int code) throws Exception {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        try (ScriptedServer server = serve(AGREED, peer -> {
            peer.write(bytes);
            sent.complete(peer.readFrame().closeCode());
        })) {
            fixture.open(ConnectionConfig.builder(server.url())
                    .maxMessageBytes(1_000_000)
                    .build());

            CloseReason reason = listener.next(RecordingListener.Closed.class).reason();
            assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL);
            assertThat(reason.code()).isEqualTo(code);
            assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-webkit-deflate-frame",
                "permessage-deflate, permessage-deflate",
                "permessage-deflate; client_max_window_bits=10",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; unheard_of",
                "permessage-deflate;"
            })
    void open_answerThatAgreesOnSomethingElse_isAProtocolError(String extension) throws Exception {
        try (ScriptedServer server = serve("Sec-WebSocket-Extensions: " + extension, Conversation::hold)) {
            TransportFailure failure = fixture.refused(server.url());

            assertThat(failure.kind()).isEqualTo(TransportFailure.Kind.PROTOCOL);
            assertThat(failure.message()).contains("not offered");
        }
    }
}

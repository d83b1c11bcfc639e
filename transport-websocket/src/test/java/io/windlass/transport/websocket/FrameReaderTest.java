package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int[] LENGTHS = {0, 1, 125, 126, 127, 300, 65_535, 65_536, 200_000};

    private final List<String> found = new ArrayList<>();
    private final FrameSink sink = new FrameSink() {
        @Override
        public void message(byte[] bytes, int length) {
            found.add("message " + digest(Arrays.copyOf(bytes, length)));
        }

        @Override
        public void ping(byte[] payload, int length) {
            found.add("ping " + digest(Arrays.copyOf(payload, length)));
        }

        @Override
        public void pong(byte[] payload, int length) {
            found.add("pong " + digest(Arrays.copyOf(payload, length)));
        }

        @Override
        public void close(int code, String reason) {
            found.add("close " + code + " " + reason);
        }
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void read_inWhateverPieces_findsTheSame(long seed) throws Exception {
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            addMessage(random, stream, expected);
        }
        stream.writeBytes(Frames.close(1000, "end"));
        expected.add("close 1000 end");
        stream.writeBytes(Frames.text("never seen"));

        Scratch scratch = new Scratch();
        FrameReader reader = new FrameReader(sink, scratch, 1_000_000, null);
        byte[] bytes = stream.toByteArray();
        int largest = 1 << random.nextInt(19);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(largest));
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, length);
            reader.read(piece);
            at += length;
        }

        assertThat(found).isEqualTo(expected);
    }

    private static void addMessage(Random random, ByteArrayOutputStream stream, List<String> expected) {
        int fragments = 1 + random.nextInt(3);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int f = 0; f < fragments; f++) {
            byte[] payload = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
            random.nextBytes(payload);
            whole.writeBytes(payload);
            int opcode = f > 0 ? Opcode.CONTINUATION : random.nextBoolean() ? Opcode.TEXT : Opcode.BINARY;
            stream.writeBytes(Frames.frame(f == fragments - 1, opcode, payload));
            if (f < fragments - 1 && random.nextBoolean()) {
                byte[] control = new byte[random.nextInt(126)];
                random.nextBytes(control);
                boolean ping = random.nextBoolean();
                stream.writeBytes(Frames.frame(true, ping ? Opcode.PING : Opcode.PONG, control));
                expected.add((ping ? "ping " : "pong ") + digest(control));
            }
        }
        expected.add("message " + digest(whole.toByteArray()));
    }

    private static String digest(byte[] bytes) {
        return bytes.length + ":" + Arrays.hashCode(bytes);
    }

    @Test
    void read_announcedButNeverSent_takesNoMemoryForIt() throws Exception {
        Scratch scratch = new Scratch();
        FrameReader reader = new FrameReader(sink, scratch, Integer.MAX_VALUE, null);
        reader.read(Unpooled.wrappedBuffer(Frames.head(true, Opcode.TEXT, Integer.MAX_VALUE), new byte[100]));
        reader.release();

        assertThat(scratch.take()).hasSizeLessThanOrEqualTo(2 * 1024 * 1024);
        assertThat(found).isEmpty();
    }

    @Test
    void close_withBrokenText_isStillRead() throws Exception {
        FrameReader reader = new FrameReader(sink, new Scratch(), 1024, null);
        byte[] payload = Frames.concat(
                new byte[] {3, (byte) 0xe8}, new byte[] {(byte) 0xff}, "x".getBytes(StandardCharsets.UTF_8));
        reader.read(Unpooled.wrappedBuffer(Frames.frame(true, Opcode.CLOSE, payload)));

        assertThat(found).containsExactly("close 1000 \ufffdx");
    }
}

package io.windlass.network.ethereum;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windlass.Decoder;
import io.windlass.spi.CodecProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Reads JSON with the codec that is found as a service. */
final class Read {
    private static final Path SAMPLES = Path.of("..", "..", "..", "shared", "samples");

    private Read() {}

    static <T> T json(Decoder<T> decoder, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        CodecProvider codec =
                ServiceLoader.load(CodecProvider.class).findFirst().orElseThrow();
        return decoder.decode(codec.create().reader(bytes, 0, bytes.length));
    }

    /** A real payload; skips the test where the samples are not checked out beside the project. */
    static <T> T sample(Decoder<T> decoder, String name) throws IOException {
        Path file = SAMPLES.resolve(name);
        assumeTrue(Files.isRegularFile(file), () -> "no samples at " + SAMPLES);
        return json(decoder, Files.readString(file));
    }
}

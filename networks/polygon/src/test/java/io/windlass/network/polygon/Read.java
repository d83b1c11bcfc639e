package io.windlass.network.polygon;

import io.windlass.Decoder;
import io.windlass.spi.CodecProvider;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;

/** Reads JSON with the codec that is found as a service. */
final class Read {
    private Read() {}

    static <T> T json(Decoder<T> decoder, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        CodecProvider codec =
                ServiceLoader.load(CodecProvider.class).findFirst().orElseThrow();
        return decoder.decode(codec.create().reader(bytes, 0, bytes.length));
    }
}

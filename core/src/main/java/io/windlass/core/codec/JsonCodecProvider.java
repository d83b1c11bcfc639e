package io.windlass.core.codec;

import io.windlass.spi.Codec;
import io.windlass.spi.CodecProvider;

/** Offers JSON-RPC 2.0 as JSON text; the codec that Windlass ships. */
public final class JsonCodecProvider implements CodecProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JsonCodecProvider() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Codec create() {
        return new JsonCodec();
    }
}

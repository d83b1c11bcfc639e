package io.windlass.core.codec;

import io.windlass.JsonReader;
import io.windlass.spi.Codec;
import io.windlass.spi.EnvelopeVisitor;
import io.windlass.spi.Request;
import java.util.List;
import java.util.Objects;

/**
 * JSON-RPC 2.0 as UTF-8 text. Messages and values may nest {@value JsonText#MAX_DEPTH} arrays and objects deep; a quantity
 * may have {@value JsonText#MAX_DIGITS} digits. Longer strings and messages are the transport's to limit.
 */
final class JsonCodec implements Codec {
    private final Names names = new Names();

    @Override
    public byte[] encode(List<Request> requests, boolean batch) {
        return RequestWriter.write(requests, batch);
    }

    @Override
    public void scan(byte[] bytes, int offset, int length, EnvelopeVisitor visitor) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        EnvelopeScanner.scan(bytes, offset, offset + length, visitor);
    }

    @Override
    public JsonReader reader(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return new ByteReader(names, bytes, offset, offset + length);
    }
}

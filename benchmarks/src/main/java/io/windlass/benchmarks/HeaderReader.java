package io.windlass.benchmarks;

import io.windlass.BlockHeader;
import io.windlass.RpcError;
import io.windlass.spi.Codec;
import io.windlass.spi.EnvelopeVisitor;
import org.jspecify.annotations.Nullable;

/** Decodes the header of the notification that it is told of, as the engine does; fails on anything else. */
final class HeaderReader implements EnvelopeVisitor {
    private final Codec codec;
    private final byte[] message;
    private @Nullable BlockHeader header;

    HeaderReader(Codec codec, byte[] message) {
        this.codec = codec;
        this.message = message;
    }

    BlockHeader header() {
        if (header == null) {
            throw new IllegalStateException("no notification was told");
        }
        return header;
    }

    @Override
    public void notification(int subscriptionOffset, int subscriptionLength, int offset, int length) {
        header = BlockHeader.decoder().decode(codec.reader(message, offset, length));
    }

    @Override
    public void result(long id, int offset, int length) {
        throw unexpected();
    }

    @Override
    public void error(long id, RpcError error) {
        throw unexpected();
    }

    @Override
    public void errorWithoutId(RpcError error) {
        throw unexpected();
    }

    @Override
    public void unknown(int offset, int length) {
        throw unexpected();
    }

    private static IllegalStateException unexpected() {
        return new IllegalStateException("the message is no notification");
    }
}

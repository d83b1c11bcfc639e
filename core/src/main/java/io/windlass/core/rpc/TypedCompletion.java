package io.windlass.core.rpc;

import io.windlass.Call;
import io.windlass.DecodeException;
import io.windlass.RpcError;
import io.windlass.RpcException;
import io.windlass.core.codec.DecodeFailures;
import io.windlass.spi.Codec;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Decodes the result for a typed call; a node's error becomes an exception. */
public final class TypedCompletion<T> extends FutureCompletion<T> {
    private final Call<T> call;
    private final Codec codec;
    private final UnaryOperator<String> redact;

    /**
     * For one call.
     *
     * @param redact takes the secrets of whoever may answer out of a text
     */
    public TypedCompletion(Call<T> call, Codec codec, UnaryOperator<String> redact, Executor callbacks) {
        super(callbacks);
        this.call = call;
        this.codec = codec;
        this.redact = redact;
    }

    @Override
    public void result(byte[] bytes, int offset, int length) {
        byte[] kept = CallBook.keep(bytes, offset, length);
        completeLater(() -> {
            try {
                return call.decoder().decode(codec.reader(kept, 0, kept.length));
            } catch (DecodeException e) {
                throw DecodeFailures.redacted(e, redact);
            }
        });
    }

    @Override
    public void error(RpcError error) {
        completeLater(() -> {
            throw new RpcException(call.method(), error);
        });
    }
}

package io.windlass.core.rpc;

import io.windlass.Call;
import io.windlass.RpcError;
import io.windlass.RpcException;
import io.windlass.spi.Codec;
import java.util.concurrent.Executor;

/** Decodes the result for a typed call; a node's error becomes an exception. */
public final class TypedCompletion<T> extends FutureCompletion<T> {
    private final Call<T> call;
    private final Codec codec;

    public TypedCompletion(Call<T> call, Codec codec, Executor callbacks) {
        super(callbacks);
        this.call = call;
        this.codec = codec;
    }

    @Override
    public void result(byte[] bytes, int offset, int length) {
        byte[] kept = CallBook.keep(bytes, offset, length);
        completeLater(() -> call.decoder().decode(codec.reader(kept, 0, kept.length)));
    }

    @Override
    public void error(RpcError error) {
        completeLater(() -> {
            throw new RpcException(call.method(), error);
        });
    }
}

package io.windlass.core.rpc;

import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import java.util.concurrent.Executor;

/** Hands the answer of a raw call over as it is. */
public final class RawCompletion extends FutureCompletion<RpcResponse> {
    public RawCompletion(Executor callbacks) {
        super(callbacks);
    }

    @Override
    public void result(byte[] bytes, int offset, int length) {
        byte[] kept = CallBook.keep(bytes, offset, length);
        completeLater(() -> RpcResponse.ofResult(Json.of(kept, 0, kept.length)));
    }

    @Override
    public void error(RpcError error) {
        completeLater(() -> RpcResponse.ofError(error));
    }
}

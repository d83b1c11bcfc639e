package io.windlass.core.rpc;

import io.windlass.RpcError;
import io.windlass.spi.Outbound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several calls in one message. Only reads: any of them can be sent again if the endpoint does not like the batch. */
final class Batch implements Outbound {
    final List<PendingCall> calls;

    /** Said of no call in particular, so of the whole. Only on the thread that brings the answer. */
    @Nullable
    RpcError refusal;

    private final byte[] payload;

    Batch(List<PendingCall> calls, byte[] payload) {
        this.calls = calls;
        this.payload = payload;
    }

    /** True once nobody waits for any of its calls. */
    boolean isDone() {
        return calls.stream().allMatch(PendingCall::isDone);
    }

    @Override
    public byte[] payload() {
        return payload;
    }
}

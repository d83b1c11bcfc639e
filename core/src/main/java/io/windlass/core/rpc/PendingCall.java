package io.windlass.core.rpc;

import io.windlass.spi.Link;
import io.windlass.spi.Outbound;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way. Sending it again makes a new object with a new id, so that late news of the first sending cannot be
 * mistaken for news of the second; both share the claim, and whoever claims it completes it.
 */
final class PendingCall implements Outbound {
    final long id;
    final String method;
    final List<Object> params;
    final Completion completion;
    final long startNanos;
    final long timeoutNanos;
    final int attempt;

    /** True if it belongs to one link and dies with it. */
    final boolean pinned;

    /** True if it is not to be sent twice, whatever becomes of it: who made it decides. */
    final boolean once;

    volatile @Nullable Link link;
    volatile boolean sent;

    private final byte[] payload;
    private final AtomicBoolean claim;

    PendingCall(
            long id,
            String method,
            List<Object> params,
            byte[] payload,
            Completion completion,
            long startNanos,
            long timeoutNanos,
            boolean pinned,
            boolean once) {
        this(id, method, params, payload, completion, startNanos, timeoutNanos, pinned, once, 0, new AtomicBoolean());
    }

    private PendingCall(
            long id,
            String method,
            List<Object> params,
            byte[] payload,
            Completion completion,
            long startNanos,
            long timeoutNanos,
            boolean pinned,
            boolean once,
            int attempt,
            AtomicBoolean claim) {
        this.id = id;
        this.method = method;
        this.params = params;
        this.payload = payload;
        this.completion = completion;
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
        this.pinned = pinned;
        this.once = once;
        this.attempt = attempt;
        this.claim = claim;
    }

    PendingCall again(long newId, byte[] newPayload) {
        return new PendingCall(
                newId,
                method,
                params,
                newPayload,
                completion,
                startNanos,
                timeoutNanos,
                pinned,
                once,
                attempt + 1,
                claim);
    }

    /** True for the one who may complete it. */
    boolean claim() {
        return claim.compareAndSet(false, true);
    }

    boolean isDone() {
        return claim.get();
    }

    boolean mayBeRepeated() {
        return !once && !isOutcomeUnknown();
    }

    /** If it ends now, nobody knows whether the node did what it was asked to do. */
    boolean isOutcomeUnknown() {
        return sent && !MethodTable.isIdempotent(method);
    }

    @Override
    public byte[] payload() {
        return payload;
    }
}

package io.windlass.spi;

import io.windlass.RpcError;

/** Told of each envelope that {@link Codec#scan} finds. Offsets are into the scanned array. */
public interface EnvelopeVisitor {
    /** A response with a result, which may be {@code null}. */
    void result(long id, int offset, int length);

    /** A response with an error. */
    void error(long id, RpcError error);

    /** A response with an error that names no request: its id is null or missing, or not a number of ours. */
    void errorWithoutId(RpcError error);

    /**
     * A subscription's notification.
     *
     * @param subscriptionOffset where the subscription's id begins, as text without its quotes
     * @param subscriptionLength its length
     * @param offset where the result begins
     * @param length its length
     */
    void notification(int subscriptionOffset, int subscriptionLength, int offset, int length);

    /** JSON that is none of these: a request, an object without result and error, a scalar. */
    void unknown(int offset, int length);
}

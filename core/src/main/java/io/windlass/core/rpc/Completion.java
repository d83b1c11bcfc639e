package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import io.windlass.RpcError;

/**
 * Who waits for a call. Exactly one method is called, once, on the thread that brought the news: it must not block, and the
 * bytes are valid only during the call.
 */
public interface Completion {
    /** The node answered with a result. */
    void result(byte[] bytes, int offset, int length);

    /** The node answered with an error. */
    void error(RpcError error);

    /** No answer will come. */
    void failed(BlockchainException failure);

    /**
     * Leaves something brief to a thread that waits for this call and is about to be told: it does that first. False if none
     * waits; then it is for whoever asked.
     */
    default boolean leave(Runnable chore) {
        return false;
    }
}

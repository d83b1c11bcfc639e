package io.windlass.core.feed.push;

import io.windlass.BlockchainException;
import io.windlass.RpcError;
import io.windlass.core.rpc.Completion;

/** A completion for who does not care. */
final class Completions {
    /** An unsubscribe that fails leaves nothing to do: what still comes for it is for nobody. */
    static final Completion IGNORE = new Completion() {
        @Override
        public void result(byte[] bytes, int offset, int length) {}

        @Override
        public void error(RpcError error) {}

        @Override
        public void failed(BlockchainException failure) {}
    };

    private Completions() {}
}

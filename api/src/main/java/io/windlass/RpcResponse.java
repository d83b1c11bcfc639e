package io.windlass;

import java.util.Optional;

/**
 * The raw answer to {@link BlockchainConnection#send}: a result or a node's error.
 *
 * @param result the result; {@link Json#NULL} for a null result; empty if the node answered with an error
 * @param error the node's error
 */
public record RpcResponse(Optional<Json> result, Optional<RpcError> error) {
    /** An answer with a result. */
    public static RpcResponse ofResult(Json result) {
        return new RpcResponse(Optional.of(result), Optional.empty());
    }

    /** An answer with an error. */
    public static RpcResponse ofError(RpcError error) {
        return new RpcResponse(Optional.empty(), Optional.of(error));
    }

    /** True if the node answered with an error. */
    public boolean isError() {
        return error.isPresent();
    }

    /**
     * The result.
     *
     * @throws RpcException if the node answered with an error
     */
    public Json resultOrThrow() {
        return result.orElseThrow(() -> new RpcException("the call", error.orElseThrow()));
    }
}

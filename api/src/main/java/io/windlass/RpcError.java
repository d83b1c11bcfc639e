package io.windlass;

import java.util.Optional;

/**
 * The error object of a JSON-RPC response.
 *
 * @param code the code; providers use the same code for different things, so never decide by it alone
 * @param message the node's message
 * @param data the node's data, such as revert data or rate-limit details
 */
public record RpcError(int code, String message, Optional<Json> data) {
    @Override
    public String toString() {
        return code + " " + message;
    }
}

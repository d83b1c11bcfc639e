package io.windlass;

/** The node answered a call with an error. */
public final class RpcException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String method;
    private final transient RpcError error;

    /** For the method that was called and the node's error. */
    public RpcException(String method, RpcError error) {
        super(method + " failed: the node answered " + error, null);
        this.method = method;
        this.error = error;
    }

    /** The method that was called. */
    public String method() {
        return method;
    }

    /** The node's error. */
    public RpcError error() {
        return error;
    }
}

package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The node serves another chain than the configuration says. Nothing of it was delivered.
 */
public final class ChainMismatchException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;
    private final long expectedChainId;
    private final long actualChainId;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param endpoint the endpoint, redacted
     * @param expectedChainId the chain id that was configured
     * @param actualChainId the chain id that the node answered
     * @param cause what lies behind it
     */
    public ChainMismatchException(
            String message, String endpoint, long expectedChainId, long actualChainId, @Nullable Throwable cause) {
        super(message, cause);
        this.endpoint = endpoint;
        this.expectedChainId = expectedChainId;
        this.actualChainId = actualChainId;
    }

    /** The endpoint, redacted. */
    public String endpoint() {
        return endpoint;
    }

    /** The chain id that was configured. */
    public long expectedChainId() {
        return expectedChainId;
    }

    /** The chain id that the node answered. */
    public long actualChainId() {
        return actualChainId;
    }
}

package io.windlass.spi;

import io.windlass.BlockchainException;

/** What {@link Transport#open} fails with; the engine turns it into the exception that users see. */
public final class TransportException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final transient TransportFailure failure;

    /** For a failure. */
    public TransportException(TransportFailure failure) {
        super(failure.message(), failure.cause().orElse(null));
        this.failure = failure;
    }

    /** What failed. */
    public TransportFailure failure() {
        return failure;
    }
}

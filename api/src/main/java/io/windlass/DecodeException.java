package io.windlass;

import org.jspecify.annotations.Nullable;

/** A message or value from the node is not what its type says: not JSON, not UTF-8, a field missing or malformed. */
public final class DecodeException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    /** With what was expected and what was found. */
    public DecodeException(String message) {
        this(message, null);
    }

    /** With what was expected and what was found, and the parser's own exception. */
    public DecodeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

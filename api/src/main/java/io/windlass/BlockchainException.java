package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Windlass throws or completes futures with, apart from {@link IllegalArgumentException} for a bad
 * argument. Messages say what happened and what to change; they hold no secrets: URLs in them are redacted.
 */
public abstract class BlockchainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For subclasses. */
    protected BlockchainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

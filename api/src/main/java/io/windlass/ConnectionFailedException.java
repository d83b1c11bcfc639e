package io.windlass;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No link could be opened: the host does not resolve, refuses, does not answer in time, or fails with a server's error.
 * Trying again later may help; the first connect has already tried as often as its configuration allows.
 */
public final class ConnectionFailedException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;
    private final int attempts;
    private final Duration elapsed;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param endpoint the endpoint, redacted
     * @param attempts how often it was tried
     * @param elapsed from the first attempt to giving up
     * @param cause what lies behind it
     */
    public ConnectionFailedException(
            String message, String endpoint, int attempts, Duration elapsed, @Nullable Throwable cause) {
        super(message, cause);
        this.endpoint = endpoint;
        this.attempts = attempts;
        this.elapsed = elapsed;
    }

    /** The endpoint, redacted. */
    public String endpoint() {
        return endpoint;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }

    /** From the first attempt to giving up. */
    public Duration elapsed() {
        return elapsed;
    }
}

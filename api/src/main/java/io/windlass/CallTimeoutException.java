package io.windlass;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No answer came before the call's deadline.
 */
public final class CallTimeoutException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String method;
    private final Duration timeout;
    private final boolean outcomeUnknown;

    /**
     * Made by the engine and by transports.
     *
     * @param message what happened and what to change, without secrets
     * @param method the method that was called
     * @param timeout the deadline, from the call on
     * @param outcomeUnknown true if the request had left and may have been executed
     * @param cause what lies behind it
     */
    public CallTimeoutException(
            String message, String method, Duration timeout, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.method = method;
        this.timeout = timeout;
        this.outcomeUnknown = outcomeUnknown;
    }

    /** The method that was called. */
    public String method() {
        return method;
    }

    /** The deadline, from the call on. */
    public Duration timeout() {
        return timeout;
    }

    /** True if the request had left and may have been executed. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}

package io.windlass;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call found no connection of its pool or group that could take it: all had as many calls in flight as they may, wanted a
 * rest, or were not connected. The call was not sent; it may be made again.
 */
public final class AcquireTimeoutException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String poolId;
    private final Duration waited;
    private final int total;
    private final int active;
    private final int idle;
    private final int waiting;

    /**
     * Made by the engine.
     *
     * @param message what happened and what to change, without secrets
     * @param poolId the pool, group or network
     * @param waited how long the call waited
     * @param total the connections it has
     * @param active those that had calls in flight
     * @param idle those that were open and had none
     * @param waiting the calls that waited for a connection
     * @param cause the last failure of an endpoint
     */
    public AcquireTimeoutException(
            String message,
            String poolId,
            Duration waited,
            int total,
            int active,
            int idle,
            int waiting,
            @Nullable Throwable cause) {
        super(message, cause);
        this.poolId = poolId;
        this.waited = waited;
        this.total = total;
        this.active = active;
        this.idle = idle;
        this.waiting = waiting;
    }

    /** The pool, group or network. */
    public String poolId() {
        return poolId;
    }

    /** How long the call waited. */
    public Duration waited() {
        return waited;
    }

    /** The connections it has. */
    public int total() {
        return total;
    }

    /** Those that had calls in flight. */
    public int active() {
        return active;
    }

    /** Those that were open and had none in flight. */
    public int idle() {
        return idle;
    }

    /** The calls that waited for a connection, this one included. */
    public int waiting() {
        return waiting;
    }
}

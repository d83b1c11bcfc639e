package io.windlass;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A feed needs blocks that its endpoints do not have any more, or never had: pruned nodes keep the newest only. Nothing was
 * skipped.
 */
public final class HistoryUnavailableException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final long block;
    private final transient OptionalLong earliest;

    /**
     * Made by the engine.
     *
     * @param message what happened and what to change, without secrets
     * @param block the first block that could not be read
     * @param earliest the oldest block that the endpoint has, if it said so
     * @param cause what lies behind it
     */
    public HistoryUnavailableException(String message, long block, OptionalLong earliest, @Nullable Throwable cause) {
        super(message, cause);
        this.block = block;
        this.earliest = earliest;
    }

    /** The first block that could not be read. */
    public long block() {
        return block;
    }

    /** The oldest block that the endpoint has, if it said so. */
    public OptionalLong earliest() {
        return earliest;
    }
}

package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * An endpoint keeps contradicting itself about a block: logs of another block or outside the filter, a bloom that promises
 * logs which no read returns, a header that is not the one asked for. The feed stops rather than guesses.
 */
public final class InconsistentNodeException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final transient Position block;

    /**
     * Made by the engine.
     *
     * @param message what happened and what to change, without secrets
     * @param block the block in question
     * @param cause what lies behind it
     */
    public InconsistentNodeException(String message, Position block, @Nullable Throwable cause) {
        super(message, cause);
        this.block = block;
    }

    /** The block in question. */
    public Position block() {
        return block;
    }
}

package io.windlass;

import org.jspecify.annotations.Nullable;

/** A sink cannot be opened or written: its disk is full, its directory read-only, its service gone. */
public final class EventSinkException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String sink;

    /**
     * Made by sinks.
     *
     * @param message what happened and what to change, without secrets
     * @param sink which sink, such as the file's path; without secrets
     * @param cause what lies behind it
     */
    public EventSinkException(String message, String sink, @Nullable Throwable cause) {
        super(message, cause);
        this.sink = sink;
    }

    /** Which sink. */
    public String sink() {
        return sink;
    }
}

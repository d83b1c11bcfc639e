package io.windlass;

import org.jspecify.annotations.Nullable;

/**
 * The store of a named feed cannot be used: it is in use by another process, full, read-only, corrupt, or of a newer format.
 * The feed stops rather than loses.
 */
public final class FeedStoreException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the store. */
    public enum Kind {
        /** Another owner holds the feed; the message names its process where that is known. */
        IN_USE,
        /** It cannot be read or written: the disk is full, the directory read-only, the database gone. */
        UNAVAILABLE,
        /** What it holds cannot be understood: it is corrupt, or was written by a newer version. */
        UNREADABLE
    }

    private final Kind kind;
    private final String feed;

    /**
     * Made by stores.
     *
     * @param message what happened and what to change, without secrets
     * @param kind what is wrong
     * @param feed the feed's name, or empty if the store as a whole is meant
     * @param cause what lies behind it
     */
    public FeedStoreException(String message, Kind kind, String feed, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.feed = feed;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** The feed's name, or empty if the store as a whole is meant. */
    public String feed() {
        return feed;
    }
}

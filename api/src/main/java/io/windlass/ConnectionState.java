package io.windlass;

/**
 * Where a connection is in its life.
 *
 * <pre>
 *               first link up            link lost
 *  CONNECTING ───────────────▶ OPEN ─────────────────▶ RECONNECTING
 *      │                          ◀─────────────────────  │
 *      │ gave up or refused             link up again     │ gave up or refused
 *      └──────────────────────▶ FAILED ◀──────────────────┘
 *
 *  any of them ── close() ────▶ CLOSED
 * </pre>
 *
 * {@link #CLOSED} is final. {@link #FAILED} is left only for {@link #CLOSED}.
 */
public enum ConnectionState {
    /** The first link is being opened; calls wait for it until their deadline. */
    CONNECTING,
    /** A link is up. */
    OPEN,
    /** The link was lost and a new one is being opened; calls wait for it until their deadline. */
    RECONNECTING,
    /** No link, and none will be tried: calls fail at once with the reason. */
    FAILED,
    /** Closed by its owner: calls fail at once. */
    CLOSED;

    /** True for {@link #FAILED} and {@link #CLOSED}: no link will come any more. */
    public boolean isTerminal() {
        return this == FAILED || this == CLOSED;
    }
}

package io.windlass.cli;

/** The command was asked to stop while it waited; no failure. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("asked to stop", null, false, false);
    }
}

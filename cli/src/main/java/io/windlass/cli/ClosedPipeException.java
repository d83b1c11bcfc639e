package io.windlass.cli;

/** Whoever read standard output has gone, as {@code head} does when it has seen enough; no failure. */
final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException(Throwable cause) {
        super("standard output was closed", cause);
    }
}

package io.windlass.transport.http;

/** Thrown by tests where it is logged; has no stack trace, so that the log stays readable. */
final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnPurpose() {
        super("thrown by a test, on purpose", null, false, false);
    }
}

package io.windlass.core.feed;

/** What was read contradicts what is known, as lagging nodes behind one URL do for a while: worth reading again. */
class NotYetThere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotYetThere(String message) {
        super(message, null, false, false);
    }
}

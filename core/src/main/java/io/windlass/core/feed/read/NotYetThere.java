package io.windlass.core.feed.read;

/** What was read contradicts what is known, as lagging nodes behind one URL do for a while: worth reading again. */
public class NotYetThere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotYetThere(String message) {
        super(message, null, false, false);
    }
}

package io.windlass.core.codec;

import io.windlass.DecodeException;
import java.util.function.UnaryOperator;

/** What a decoder says quotes what the node sent, and that can quote the endpoint's secrets. */
public final class DecodeFailures {
    private DecodeFailures() {}

    /** The same failure without them. */
    public static DecodeException redacted(DecodeException failure, UnaryOperator<String> redact) {
        boolean clean = true;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            clean &= message.equals(redact.apply(message));
        }
        if (clean) {
            return failure;
        }
        // without the cause: it is the parser's, and quotes the same
        DecodeException shown = new DecodeException(redact.apply(String.valueOf(failure.getMessage())));
        shown.setStackTrace(failure.getStackTrace());
        return shown;
    }
}

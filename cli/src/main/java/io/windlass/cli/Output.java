package io.windlass.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output: data, line by line. Unlike {@link java.io.PrintStream} it notices when nobody reads any more. Used by one
 * thread.
 */
final class Output {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;

    Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    /**
     * Writes a line; it may stay in the buffer until {@link #flush()}.
     *
     * @throws ClosedPipeException if nobody reads any more
     */
    void line(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Hands all lines over.
     *
     * @throws ClosedPipeException if nobody reads any more
     */
    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static RuntimeException broken(IOException e) {
        String message = String.valueOf(e.getMessage());
        // the JDK has no type for EPIPE; translated messages of the C library keep the word
        return message.toLowerCase(Locale.ROOT).contains("pipe")
                ? new ClosedPipeException(e)
                : new UncheckedIOException("cannot write to standard output: " + message, e);
    }
}

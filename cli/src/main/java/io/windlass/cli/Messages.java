package io.windlass.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Standard error: everything that is no data. No line of it holds a secret of the command line. Thread-safe. */
final class Messages {
    private final PrintStream err;
    private final boolean terminal;
    private final Secrets secrets;

    Messages(PrintStream err, boolean terminal, Secrets secrets) {
        this.err = err;
        this.terminal = terminal;
        this.secrets = secrets;
    }

    /** One line for people. */
    void say(String text) {
        raw("windlass: " + secrets.scrub(text));
    }

    /** Text of our own on several lines. */
    void text(String text) {
        raw(secrets.scrub(text));
    }

    /** The last line, after Ctrl-C perhaps: on a terminal it covers the echoed {@code ^C}. */
    void goodbye(String text) {
        raw((terminal ? "\r" : "") + "windlass: " + secrets.scrub(text));
    }

    /** A line of text that others wrote, such as a log record or a stack trace: URLs in it are redacted as well. */
    void foreign(String text) {
        raw(secrets.scrubUrls(text));
    }

    /** The stack trace of a failure. */
    void trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        foreign(trace.toString().stripTrailing());
    }

    private void raw(String text) {
        err.println(text);
        err.flush();
    }
}

package io.windlass.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Standard error: everything that is no data. No line of it holds a secret of the command line. Thread-safe. */
final class Messages {
    private final PrintStream err;
    private final boolean terminal;
    private final Secrets secrets;
    private int statusWidth;

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

    /**
     * A line at the bottom of a terminal that the next one takes the place of; elsewhere nothing.
     *
     * @param text without secrets; empty to take the line away
     */
    synchronized void status(String text) {
        if (terminal && !(text.isEmpty() && statusWidth == 0)) {
            err.print(
                    "\r" + text + " ".repeat(Math.max(0, statusWidth - text.length())) + (text.isEmpty() ? "\r" : ""));
            err.flush();
            statusWidth = text.length();
        }
    }

    private synchronized void raw(String text) {
        status("");
        err.println(text);
        err.flush();
    }
}

package io.windlass.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, at the finest level, as it would be printed. */
final class LogCapture extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    /** The tiny servers run in this process and log what they are asked for; the JDK's HTTP client debugs with whole URLs. */
    private static final List<String> NOT_WINDLASS = List.of("com.sun.net.httpserver", "jdk.internal.httpclient.debug");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Formatter formatter = new SimpleFormatter();
    private final Level before = ROOT.getLevel();

    private LogCapture() {}

    static LogCapture start() {
        LogCapture capture = new LogCapture();
        capture.setLevel(Level.ALL);
        for (Handler console : ROOT.getHandlers()) {
            console.setLevel(Level.WARNING);
        }
        ROOT.setLevel(Level.ALL);
        ROOT.addHandler(capture);
        return capture;
    }

    String text() {
        return String.join("", lines);
    }

    @Override
    public void publish(LogRecord entry) {
        if (NOT_WINDLASS.stream().noneMatch(String.valueOf(entry.getLoggerName())::startsWith)) {
            lines.add(formatter.format(entry));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(before);
    }
}

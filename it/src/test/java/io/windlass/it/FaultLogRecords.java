package io.windlass.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps log records as they are, parameters that no pattern shows included. */
final class FaultLogRecords extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private FaultLogRecords() {}

    static FaultLogRecords start() {
        FaultLogRecords kept = new FaultLogRecords();
        kept.setLevel(Level.ALL);
        ROOT.addHandler(kept);
        return kept;
    }

    /** Of the engine, its transports and what they are built on; not what the JDK says when its own debugging is on. */
    List<LogRecord> records() {
        return records.stream()
                .filter(entry -> !String.valueOf(entry.getLoggerName()).startsWith("jdk.internal.httpclient.debug"))
                .toList();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}

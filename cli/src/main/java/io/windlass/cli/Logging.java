package io.windlass.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends the log to standard error: a line for what people must know, or with {@code --verbose} everything of Windlass. */
final class Logging {
    /** Held, since the log manager alone would let it be collected together with its level. */
    private static final Logger WINDLASS = Logger.getLogger("io.windlass");

    private Logging() {}

    static void start(boolean verbose, Messages messages) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(verbose ? Level.INFO : Level.WARNING);
        root.addHandler(verbose ? new FullHandler(messages) : new LineHandler(messages));
        WINDLASS.setLevel(verbose ? Level.FINE : Level.INFO);
    }

    private abstract static class MessageHandler extends Handler {
        final Messages messages;

        MessageHandler(Messages messages) {
            this.messages = messages;
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void flush() {
            // every line is flushed as it is written
        }

        @Override
        public void close() {
            // standard error stays open
        }
    }

    private static final class LineHandler extends MessageHandler {
        LineHandler(Messages messages) {
            super(messages);
        }

        @Override
        public void publish(LogRecord log) {
            if (isLoggable(log)) {
                String text = getFormatter().formatMessage(log).strip().replaceAll("\\s*\\R\\s*", " ");
                messages.foreign("windlass: " + label(log.getLevel().intValue()) + text);
            }
        }
    }

    private static String label(int level) {
        return level >= Level.SEVERE.intValue() ? "error: " : level >= Level.WARNING.intValue() ? "warning: " : "";
    }

    private static final class FullHandler extends MessageHandler {
        FullHandler(Messages messages) {
            super(messages);
        }

        @Override
        public void publish(LogRecord log) {
            if (isLoggable(log)) {
                messages.foreign(String.format(
                        "%tT.%<tL %-7s %s: %s",
                        log.getMillis(),
                        log.getLevel(),
                        log.getLoggerName(),
                        getFormatter().formatMessage(log)));
                if (log.getThrown() != null) {
                    messages.trace(log.getThrown());
                }
            }
        }
    }
}

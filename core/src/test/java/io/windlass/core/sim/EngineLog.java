package io.windlass.core.sim;

import java.io.Serial;
import java.util.function.BiConsumer;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What the engine logs in tests: nothing, unless the thread that runs it listens. */
public final class EngineLog implements SLF4JServiceProvider {
    private static final ThreadLocal<BiConsumer<Level, String>> LISTENER = new ThreadLocal<>();
    private static final ThreadLocal<Level> LEAST = new ThreadLocal<>();

    private final IMarkerFactory markers = new BasicMarkerFactory();

    /** For {@link java.util.ServiceLoader}. */
    public EngineLog() {}

    /** From now on this thread's log lines of this level and above go there. */
    public static void listen(Level least, BiConsumer<Level, String> listener) {
        LEAST.set(least);
        LISTENER.set(listener);
    }

    /** Nobody listens any more on this thread. */
    public static void ignore() {
        LEAST.remove();
        LISTENER.remove();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Line::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return new NOPMDCAdapter();
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // nothing to prepare
    }

    private static final class Line extends LegacyAbstractLogger {
        @Serial
        private static final long serialVersionUID = 1L;

        Line(String name) {
            this.name = name.substring(name.lastIndexOf('.') + 1);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return "";
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            BiConsumer<Level, String> listener = LISTENER.get();
            if (listener != null) {
                String text = MessageFormatter.basicArrayFormat(pattern, arguments);
                listener.accept(level, name + ": " + text + (thrown == null ? "" : " (" + thrown + ")"));
            }
        }

        private static boolean isHeard(Level level) {
            Level least = LEAST.get();
            return least != null && level.toInt() >= least.toInt();
        }

        @Override
        public boolean isTraceEnabled() {
            return isHeard(Level.TRACE);
        }

        @Override
        public boolean isDebugEnabled() {
            return isHeard(Level.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return isHeard(Level.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return isHeard(Level.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return isHeard(Level.ERROR);
        }
    }
}

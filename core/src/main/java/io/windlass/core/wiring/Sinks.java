package io.windlass.core.wiring;

import io.windlass.spi.EventSink;
import io.windlass.spi.EventSinkProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sinks by name and closes them with the manager. Thread-safe. */
final class Sinks implements BiFunction<String, Map<String, String>, EventSink>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);

    private final List<EventSink> open = new ArrayList<>();
    private boolean closed;

    @Override
    public synchronized EventSink apply(String name, Map<String, String> settings) {
        if (closed) {
            throw new IllegalStateException("the manager is closed; create another one");
        }
        EventSink sink = provider(name).open(Map.copyOf(settings));
        open.add(sink);
        return sink;
    }

    private static EventSinkProvider provider(String name) {
        List<String> broken = new ArrayList<>();
        return Services.named(
                name,
                Services.load(EventSinkProvider.class, ServiceLoader::load, broken),
                EventSinkProvider::name,
                broken,
                "sink",
                "use one of these, or add the artifact of the plugin that brings it");
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(Sinks::close);
        open.clear();
    }

    private static void close(EventSink sink) {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.warn("A sink could not be closed", e); // the others are closed all the same
        }
    }
}

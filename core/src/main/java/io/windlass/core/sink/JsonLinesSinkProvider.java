package io.windlass.core.sink;

import io.windlass.spi.EventSink;
import io.windlass.spi.EventSinkProvider;
import java.util.Map;

/** Offers {@link JsonLinesSink}. */
public final class JsonLinesSinkProvider implements EventSinkProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JsonLinesSinkProvider() {}

    @Override
    public String name() {
        return "json-lines";
    }

    @Override
    public EventSink open(Map<String, String> settings) {
        return JsonLinesSink.open(JsonLinesSettings.of(settings));
    }
}

package io.windlass.core.sink;

import io.windlass.ChainEvent;
import io.windlass.EventSinkException;
import io.windlass.spi.EventSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Appends events to a file, one JSON object a line. */
final class JsonLinesSink implements EventSink {
    private final RotatingFile file;
    private boolean closed;

    private JsonLinesSink(RotatingFile file) {
        this.file = file;
    }

    static JsonLinesSink open(JsonLinesSettings settings) {
        return new JsonLinesSink(RotatingFile.open(settings));
    }

    @Override
    public void write(List<? extends ChainEvent<?>> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(JsonLine.of(event)).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the sink " + file.path() + " is closed");
            }
            try {
                file.append(bytes);
            } catch (IOException e) {
                throw new EventSinkException(
                        "events could not be written to " + file.path() + ": " + e.getMessage()
                                + "; nothing of them was kept, free some space or mend the disk",
                        file.path().toString(),
                        e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}

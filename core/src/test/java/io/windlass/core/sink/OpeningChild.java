package io.windlass.core.sink;

import io.windlass.EventSinkException;
import io.windlass.spi.EventSink;
import java.util.Map;

/** Opens a file of lines and says what came of it. */
final class OpeningChild {
    private OpeningChild() {}

    public static void main(String[] arguments) throws Exception {
        try (EventSink sink = new JsonLinesSinkProvider().open(Map.of("path", arguments[0]))) {
            System.out.println("opened " + sink);
        } catch (EventSinkException e) {
            System.out.println(e.getMessage());
        }
    }
}

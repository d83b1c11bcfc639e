package io.windlass.core.sink;

import io.windlass.EventSinkException;
import io.windlass.spi.EventSink;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes an event, then more than there is room for, then one again. */
final class FullDiskChild {
    private FullDiskChild() {}

    public static void main(String[] arguments) throws Exception {
        try (EventSink sink = new JsonLinesSinkProvider().open(Map.of("path", arguments[0]))) {
            sink.write(List.of(SinkEvents.log(1, 0)));
            try {
                sink.write(IntStream.range(0, 1_000)
                        .mapToObj(index -> SinkEvents.log(2, index))
                        .toList());
            } catch (EventSinkException refused) {
                System.out.println("refused");
            }
            sink.write(List.of(SinkEvents.log(3, 0)));
        }
    }
}

package io.windlass.core.feed;

import io.windlass.EventId;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often an event has left the chain, for as many of the last departures as matter. One thread at a time. */
final class Occurrences {
    private static final int KEPT = 65_536;

    private final Map<EventId, Integer> departures = new LinkedHashMap<>();

    /** The number of the appearance that is happening, or that is being taken back. */
    int of(EventId id) {
        return departures.isEmpty() ? 1 : 1 + departures.getOrDefault(id, 0);
    }

    void departed(EventId id) {
        departures.merge(id, 1, Integer::sum);
        if (departures.size() > KEPT) {
            departures.remove(departures.keySet().iterator().next());
        }
    }
}

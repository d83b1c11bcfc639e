package io.windlass.it;

import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a subscription delivers, in order. */
final class Received<T> implements EventHandler<T> {
    private final List<ChainEvent<T>> events = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(ChainEvent<T> event) {
        events.add(event);
    }

    int count() {
        return events.size();
    }

    List<ChainEvent<T>> events() {
        return List.copyOf(events);
    }

    List<T> values() {
        return events.stream().map(ChainEvent::value).toList();
    }

    /** Waits until at least so many came; answers all that did. */
    List<ChainEvent<T>> await(int least) {
        Patience.until(least + " events", () -> events.size() >= least);
        return events();
    }
}

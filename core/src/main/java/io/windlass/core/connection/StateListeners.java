package io.windlass.core.connection;

import io.windlass.Registration;
import io.windlass.StateChange;
import io.windlass.core.delivery.Notices;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who hears of a connection's changes: in order, on the handlers' executor, and only of changes after they began to listen. Each
 * listener has a queue of its own, so that one that blocks or throws hinders no other.
 */
final class StateListeners {
    private static final int MAX_WAITING = 10_000;

    private final Executor handlers;
    private final List<Notices<StateChange>> listeners = new CopyOnWriteArrayList<>();

    StateListeners(Executor handlers) {
        this.handlers = handlers;
    }

    Registration add(Consumer<StateChange> listener) {
        Notices<StateChange> notices = new Notices<>(MAX_WAITING, handlers, listener);
        listeners.add(notices);
        return () -> listeners.remove(notices);
    }

    void tell(StateChange change) {
        listeners.forEach(notices -> notices.tell(change));
    }
}

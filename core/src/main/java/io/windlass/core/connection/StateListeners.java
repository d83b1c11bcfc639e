package io.windlass.core.connection;

import io.windlass.Registration;
import io.windlass.StateChange;
import io.windlass.core.delivery.Notices;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of a connection's changes: in order, on the handlers' executor, and only of changes after they began to listen. */
final class StateListeners {
    private static final Logger LOG = LoggerFactory.getLogger(StateListeners.class);
    private static final int MAX_WAITING = 10_000;

    /** A change and who listened when it happened. */
    private record Announcement(StateChange change, List<Consumer<StateChange>> to) {}

    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final Notices<Announcement> notices;

    StateListeners(Executor handlers) {
        this.notices = new Notices<>(MAX_WAITING, handlers, StateListeners::publish);
    }

    Registration add(Consumer<StateChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(StateChange change) {
        List<Consumer<StateChange>> now = List.copyOf(listeners);
        if (!now.isEmpty()) {
            notices.tell(new Announcement(change, now));
        }
    }

    private static void publish(Announcement announcement) {
        for (Consumer<StateChange> listener : announcement.to()) {
            try {
                listener.accept(announcement.change());
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed on {}", announcement.change().connectionId(), announcement.change(), e);
            }
        }
    }
}

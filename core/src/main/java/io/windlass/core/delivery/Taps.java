package io.windlass.core.delivery;

import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handlers that see every event of a type, whichever subscription delivers it. Thread-safe. */
public final class Taps {
    private static final Logger LOG = LoggerFactory.getLogger(Taps.class);

    private record Tap<T>(Class<T> type, EventHandler<? super T> handler) {
        @SuppressWarnings("unchecked") // the value was checked against the type
        void hand(ChainEvent<?> event) throws Exception {
            if (type.isInstance(event.value())) {
                ((EventHandler<Object>) handler).onEvent((ChainEvent<Object>) event);
            }
        }
    }

    private final List<Tap<?>> taps = new CopyOnWriteArrayList<>();

    /** Adds a handler; closing the registration takes it away. */
    public <T> Registration add(Class<T> type, EventHandler<? super T> handler) {
        Tap<T> tap = new Tap<>(type, handler);
        taps.add(tap);
        return () -> taps.remove(tap);
    }

    /** Hands an event to all that want it; what they throw is logged and stops nothing. */
    public void hand(ChainEvent<?> event) {
        for (Tap<?> tap : taps) {
            try {
                tap.hand(event);
            } catch (Exception e) {
                LOG.warn("An event handler for {} failed on {}", tap.type().getSimpleName(), event.id(), e);
            } catch (Error e) {
                // an assertion, say: whoever delivers the event has others to deliver
                LOG.error("An event handler for {} failed on {}", tap.type().getSimpleName(), event.id(), e);
            }
        }
    }
}

package io.windlass;

/**
 * Receives what a feed delivers. Returning normally acknowledges the event.
 *
 * <p>Called by one thread at a time for each subscription, in order, never on an I/O thread: it may block and may use the
 * connection it came from. On Java 21 and later it runs on a virtual thread.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface EventHandler<T> {
    /**
     * Handles one event.
     *
     * @throws Exception if it could not; it is logged and counted, and the next event follows
     */
    void onEvent(ChainEvent<T> event) throws Exception;
}

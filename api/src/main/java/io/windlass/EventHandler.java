package io.windlass;

/**
 * Receives what a feed delivers. Returning normally acknowledges the event.
 *
 * <p>Called by one thread at a time for each subscription, in order, never on an I/O thread: it may block and may use the
 * connection it came from. With {@link SubscriptionBuilder#parallel} by several threads, each event by one. On Java 21 and later
 * it runs on a virtual thread, before on one of a pool of at most 1,024.
 *
 * <p>An attempt that failed may have done a part of its work, and one that was still running when the process ended may have done
 * all of it: the same event can come again. Its {@link ChainEvent#id()} and {@link ChainEvent#occurrence()} tell.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface EventHandler<T> {
    /**
     * Handles one event.
     *
     * @throws Exception if it could not: the event is handed over again, or becomes a dead letter, as the subscription's {@link
     *     RetryPolicy} says. By default it is handed over again until it is accepted, and what follows waits
     */
    void onEvent(ChainEvent<T> event) throws Exception;
}

package io.windlass;

/**
 * The numbers of a subscription since it began.
 *
 * <p>Users do not implement this interface.
 */
public interface SubscriptionStats {
    /** Events handed to the handler that it accepted. */
    long delivered();

    /** Events the handler threw on. */
    long failed();

    /** Events dropped since the handler was slower than the chain. */
    long dropped();

    /** Events that wait for the handler now. */
    int waiting();
}

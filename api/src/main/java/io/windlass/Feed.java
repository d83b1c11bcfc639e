package io.windlass;

import java.util.List;

/**
 * What to follow: an immutable value that says how to subscribe and how to read what is pushed. Make one with {@link
 * Feeds}; a network plugin offers more by implementing this interface.
 *
 * @param <T> the type of the values it delivers
 */
public interface Feed<T> {
    /** The subscription's name on the wire, such as {@code newHeads}; the first parameter of {@code eth_subscribe}. */
    String name();

    /** The type of the values, by which {@link BlockchainConnectionManager#addEventHandler} finds its handlers. */
    Class<T> type();

    /** The parameters of {@code eth_subscribe}, the name first. JSON values as {@link Call#params()} describes. */
    List<Object> subscribeParams();

    /** Reads one pushed value. */
    Decoder<? extends T> decoder();
}

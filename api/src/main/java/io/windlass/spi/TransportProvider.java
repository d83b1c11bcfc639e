package io.windlass.spi;

import java.util.Set;

/** Offers a transport for some URL schemes. Found with {@link java.util.ServiceLoader}. */
public interface TransportProvider {
    /** Who it is, such as {@code websocket}. */
    String name();

    /** The URL schemes it serves, lower case. */
    Set<String> schemes();

    /** Makes the transport; called once by each manager that uses it. */
    Transport create(TransportContext context);
}

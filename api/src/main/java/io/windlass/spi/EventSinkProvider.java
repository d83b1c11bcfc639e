package io.windlass.spi;

import io.windlass.EventSinkException;
import java.util.Map;

/** Offers a kind of sink. Found with {@link java.util.ServiceLoader}. */
public interface EventSinkProvider {
    /** Who it is, such as {@code json-lines}. */
    String name();

    /**
     * Opens a sink. May block.
     *
     * @param settings what it needs to know, by key; the provider's documentation names the keys
     * @throws IllegalArgumentException if a setting is missing, unknown or wrong; the message says which are legal
     * @throws EventSinkException if the sink cannot be used, for example because its directory is read-only
     */
    EventSink open(Map<String, String> settings);
}

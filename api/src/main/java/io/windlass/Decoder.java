package io.windlass;

/**
 * Reads one typed value from JSON. Stateless and thread-safe.
 *
 * @param <T> the type it makes
 */
@FunctionalInterface
public interface Decoder<T> {
    /**
     * Consumes exactly one value.
     *
     * @throws DecodeException if the JSON is not what this decoder reads
     */
    T decode(JsonReader in);
}

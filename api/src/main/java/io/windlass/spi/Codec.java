package io.windlass.spi;

import io.windlass.DecodeException;
import io.windlass.JsonReader;
import java.util.List;

/** Turns requests into bytes, and bytes into responses, notifications and values. Stateless and thread-safe. */
public interface Codec {
    /**
     * Writes requests as one message.
     *
     * @param requests one or more
     * @param batch true to write a JSON array, even for one request
     * @throws IllegalArgumentException if a parameter has a type that {@link io.windlass.Call#params()} does not allow, or a
     *     {@link io.windlass.Json} that is not JSON
     */
    byte[] encode(List<Request> requests, boolean batch);

    /**
     * Finds the envelopes in a message and tells the visitor of each, in order. Builds no tree; results are slices of the
     * given bytes.
     *
     * @throws DecodeException if the message is not JSON, not UTF-8, or deeper or longer than allowed; envelopes before the
     *     fault may have been told
     */
    void scan(byte[] bytes, int offset, int length, EnvelopeVisitor visitor);

    /** A reader over one JSON value. */
    JsonReader reader(byte[] bytes, int offset, int length);
}

package io.windlass.spi;

import java.util.concurrent.ThreadFactory;

/** What the engine lends to a transport. */
public interface TransportContext {
    /**
     * Makes daemon threads for the transport, which owns and ends them.
     *
     * @param purpose a word for the thread's name, such as {@code io}
     */
    ThreadFactory threads(String purpose);
}

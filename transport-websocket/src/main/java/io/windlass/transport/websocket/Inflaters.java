package io.windlass.transport.websocket;

import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Lends the inflaters of an I/O thread. Each holds some 40 KB outside the heap, so that links whose messages stand alone share
 * one.
 */
final class Inflaters {
    private @Nullable Inflater spare;

    Inflater take() {
        Inflater taken = spare;
        spare = null;
        return taken == null ? new Inflater(true) : taken;
    }

    void give(Inflater inflater) {
        if (spare == null) {
            inflater.reset();
            spare = inflater;
        } else {
            inflater.end();
        }
    }

    /** Frees the memory; to be called when the thread ends. */
    void end() {
        if (spare != null) {
            spare.end();
            spare = null;
        }
    }
}

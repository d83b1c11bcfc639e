package io.windlass.transport.websocket;

import org.jspecify.annotations.Nullable;

/**
 * The array that an I/O thread lends to the link that is receiving a message. In the usual case a message ends in the read
 * that began it, so that all links share one array.
 */
final class Scratch {
    private static final int SMALLEST = 64 * 1024;
    private static final int LARGEST_KEPT = 1024 * 1024;
    private static final int FEW = 4;

    private byte @Nullable [] spare;
    private int lent;

    byte[] take() {
        lent++;
        byte[] taken = spare;
        spare = null;
        return taken == null ? new byte[SMALLEST] : taken;
    }

    /** Takes back an array, which may be another than the one that was lent. */
    void give(byte[] array) {
        lent--;
        keep(array);
    }

    /** Takes back an array from a borrower that goes on with one of its own. */
    void keep(byte[] array) {
        boolean larger = spare == null || spare.length < array.length;
        if (larger && array.length >= SMALLEST && array.length <= LARGEST_KEPT) {
            spare = array;
        }
    }

    /** True if so many links wait for the rest of a message that each should hold no more than it needs. */
    boolean isCrowded() {
        return lent > FEW;
    }
}

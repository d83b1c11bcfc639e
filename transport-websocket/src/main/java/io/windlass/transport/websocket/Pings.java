package io.windlass.transport.websocket;

import java.util.ArrayDeque;
import java.util.Deque;

/** The pings that are not answered yet, so that pongs to nobody's ping are told apart. */
final class Pings {
    // a peer that answers none must not make them pile up
    private static final int REMEMBERED = 16;

    private final Deque<Long> unanswered = new ArrayDeque<>(2);

    byte[] payload(long nonce) {
        if (unanswered.size() == REMEMBERED) {
            unanswered.removeFirst();
        }
        unanswered.addLast(nonce);
        byte[] payload = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            payload[i] = (byte) (nonce >>> 8 * (Long.BYTES - 1 - i));
        }
        return payload;
    }

    /** True if the payload answers a ping of ours; it does so once. */
    boolean answers(long nonce) {
        return unanswered.removeFirstOccurrence(nonce);
    }
}

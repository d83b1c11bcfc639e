package io.windlass.transport.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Where exchanges of one client wait that found no room on an HTTP/2 socket: a server says how many streams it takes at once
 * (RFC 9113, section 5.1.2), and the JDK refuses the next one instead of letting it wait. Thread-safe.
 */
final class StreamRoom {
    /** More than the one place that was freed: one of them may be refused again, and is then tried later. */
    private static final int TRIED_AT_ONCE = 2;

    private record Parked(Exchange exchange, Runnable start) {}

    private final Queue<Parked> parked = new ArrayDeque<>();
    private int underWay;

    synchronized void began() {
        underWay++;
    }

    /**
     * An exchange that began has ended.
     *
     * @param freed true if it had room, which others may find now
     */
    void ended(boolean freed) {
        List<Parked> tried;
        synchronized (this) {
            underWay--;
            if (parked.isEmpty()) {
                return;
            }
            tried = new ArrayList<>(TRIED_AT_ONCE);
            // if nobody else is under way, nobody's end will come back to those that wait
            while ((freed || underWay == 0) && tried.size() < TRIED_AT_ONCE && !parked.isEmpty()) {
                Parked next = parked.remove();
                if (!next.exchange().givenUp()) {
                    tried.add(next);
                }
            }
        }
        tried.forEach(each -> each.start().run());
    }

    /** Keeps an exchange until others have ended; false if there are none to wait for. */
    synchronized boolean park(Exchange exchange, Runnable start) {
        return underWay > 0 && parked.add(new Parked(exchange, start));
    }
}

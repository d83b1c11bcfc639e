package io.windlass.transport.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where exchanges of one client wait that found no room on an HTTP/2 socket: a server says how many streams it takes at once
 * (RFC 9113, section 5.1.2), and the JDK refuses the next one instead of letting it wait. Thread-safe.
 */
final class StreamRoom {
    /** More than the one place that was freed: one of them may be refused again, and is then tried later. */
    private static final int TRIED_AT_ONCE = 2;

    private record Parked(Exchange exchange, Runnable start) {}

    private final AtomicInteger underWay = new AtomicInteger();

    /** Most exchanges never wait, and need no lock to see that nobody does. Written under the lock. */
    private volatile boolean someWait;

    /** Guarded by this. */
    private final Queue<Parked> parked = new ArrayDeque<>();

    void began() {
        underWay.incrementAndGet();
    }

    /**
     * An exchange that began has ended.
     *
     * @param freed true if it had room, which others may find now
     */
    void ended(boolean freed) {
        underWay.decrementAndGet();
        if (!someWait) {
            return;
        }
        List<Parked> tried = new ArrayList<>(TRIED_AT_ONCE);
        synchronized (this) {
            // if nobody else is under way, nobody's end will come back to those that wait
            while ((freed || underWay.get() == 0) && tried.size() < TRIED_AT_ONCE && !parked.isEmpty()) {
                Parked next = parked.remove();
                if (!next.exchange().givenUp()) {
                    tried.add(next);
                }
            }
            someWait = !parked.isEmpty();
        }
        tried.forEach(each -> each.start().run());
    }

    /** Keeps an exchange until others have ended; false if there are none to wait for. */
    synchronized boolean park(Exchange exchange, Runnable start) {
        Parked last = new Parked(exchange, start);
        parked.add(last);
        someWait = true;
        // looked at last: who ends after this sees that some wait
        if (underWay.get() > 0) {
            return true;
        }
        parked.remove(last);
        someWait = !parked.isEmpty();
        return false;
    }
}

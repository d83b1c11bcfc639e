package io.windlass.core.pool;

import io.windlass.Balancer;
import io.windlass.core.runtime.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection's place in its group: which one is in it, and what it has to do. */
final class Slot implements Balancer.Candidate {
    private final Endpoint endpoint;
    private final int window;
    private final Ticker ticker;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Ewma latency = new Ewma();

    private volatile Member member;
    private volatile boolean admitted;
    private volatile int replacements;
    private volatile Optional<String> expelled = Optional.empty();
    private final AtomicBoolean replacementPlanned = new AtomicBoolean();

    Slot(Endpoint endpoint, int window, Member member, Ticker ticker) {
        this.endpoint = endpoint;
        this.ticker = ticker;
        this.window = window;
        this.member = member;
    }

    Endpoint of() {
        return endpoint;
    }

    Member member() {
        return member;
    }

    /** True for the one who is to replace its connection. */
    boolean planReplacement() {
        return replacementPlanned.compareAndSet(false, true);
    }

    synchronized void replacementBegins() {
        replacements++;
        replacementPlanned.set(false);
    }

    /** Another connection takes the place of one that is of no use. */
    void replace(Member next) {
        admitted = false;
        expelled = Optional.empty();
        member = next;
    }

    /** How often its connection was replaced since one was of use. */
    int replacements() {
        return replacements;
    }

    /** Its chain was compared with the group's, and is the same. */
    void admit() {
        admitted = true;
        replacements = 0;
    }

    boolean isAdmitted() {
        return admitted;
    }

    /** Its connection may not be used. True the first time. */
    synchronized boolean expel(String why) {
        boolean first = expelled.isEmpty();
        expelled = Optional.of(why);
        return first;
    }

    /** Why its connection may not be used, if so. */
    Optional<String> expelled() {
        return expelled;
    }

    boolean hasRoom() {
        return inFlight.get() < window;
    }

    /** Takes a place in the window, if there is one. */
    boolean acquire() {
        if (inFlight.incrementAndGet() <= window) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    /** Takes a place though there may be none. */
    Slot squeeze() {
        inFlight.incrementAndGet();
        return this;
    }

    void release() {
        inFlight.decrementAndGet();
    }

    void took(long latencyNanos, long nowNanos) {
        latency.add(latencyNanos, nowNanos);
    }

    /** How much longer it would have taken is not known: what is less than usual says nothing. */
    void tookMoreThan(long nanos, long nowNanos) {
        if (nanos > latency.nanos(nowNanos)) {
            latency.add(nanos, nowNanos);
        }
    }

    @Override
    public String connectionId() {
        return member.id();
    }

    @Override
    public String endpoint() {
        return endpoint.shown();
    }

    @Override
    public int priority() {
        return endpoint.priority();
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public Duration recentLatency() {
        return Duration.ofNanos(latency.nanos(ticker.nanos()));
    }
}

package io.windlass.core.pool;

import io.windlass.Balancer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one of is chosen from: of the endpoints that were added, those with room that belong to the smallest
 * priority, or to the first endpoint alone. Endpoints are added best first. For one thread.
 */
final class Candidates {
    private final boolean ofOneEndpoint;
    private final List<Slot> free;
    private boolean anyUp;
    private boolean anyReady;

    /** None yet, of so many at most. */
    Candidates(boolean ofOneEndpoint, int most) {
        this.ofOneEndpoint = ofOneEndpoint;
        this.free = new ArrayList<>(most);
    }

    /** Adds a connection that is up. */
    void add(Slot slot, boolean ready) {
        anyUp = true;
        anyReady = anyReady || ready;
        if (!ready || !slot.hasRoom()) {
            return;
        }
        if (!free.isEmpty()) {
            Endpoint first = free.get(0).of();
            if (ofOneEndpoint ? slot.of() != first : slot.of().priority() != first.priority()) {
                return;
            }
        }
        free.add(slot);
    }

    Candidates without(Predicate<Slot> unwanted) {
        free.removeIf(unwanted);
        return this;
    }

    boolean isEmpty() {
        return free.isEmpty();
    }

    boolean anyUp() {
        return anyUp;
    }

    /** True if one that has no room now will have some as soon as a call ends. */
    boolean worthWaitingFor() {
        return anyReady;
    }

    /** One with a place taken in its window; null if none has room. */
    @Nullable
    Slot choose(Balancer balancer) {
        while (!free.isEmpty()) {
            int chosen = free.size() == 1 ? 0 : balancer.choose(free);
            Slot slot = free.remove(chosen);
            if (slot.acquire()) {
                return slot;
            }
        }
        return null;
    }
}

package io.windlass.core.pool;

import io.windlass.Balancer;
import io.windlass.EndpointHealth;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which connection takes a call. */
final class Choice {
    private final Connections connections;
    private final Balancer balancer;
    private final boolean ofOneEndpoint;
    private final boolean asksLimits;
    private final boolean atAGlance;

    /**
     * A way to choose.
     *
     * @param ofOneEndpoint only connections of the first endpoint with room are chosen from
     * @param asksLimits endpoints that would let the call wait are passed over; pointless where there is one endpoint
     * @param atAGlance there is one endpoint, and the balancer looks at one or two of its connections only: then all the others
     *     need not be looked at first, or a call would cost the more the larger the pool is
     */
    Choice(Connections connections, Balancer balancer, boolean ofOneEndpoint, boolean asksLimits, boolean atAGlance) {
        this.connections = connections;
        this.balancer = balancer;
        this.ofOneEndpoint = ofOneEndpoint;
        this.asksLimits = asksLimits;
        this.atAGlance = atAGlance;
    }

    /**
     * The best connection for the call, a place taken in its window; null if the call has to wait. Endpoints that have failed
     * the call already come after those that have not, and those that are barred only where no other is up.
     */
    @Nullable
    Slot of(GroupCall call, List<Endpoint> bestFirst) {
        if (atAGlance) {
            Slot slot = glance(call, bestFirst.get(0));
            if (slot != null) {
                return slot;
            }
        }
        boolean othersUp = false;
        for (Preference preference : Preference.IN_ORDER) {
            if (preference == Preference.BARRED && othersUp) {
                return null;
            }
            Candidates found = candidates(call, preference, bestFirst);
            Slot slot = from(found);
            if (slot != null || found.worthWaitingFor() && preference == Preference.HEALTHY) {
                return slot;
            }
            othersUp = othersUp || found.anyUp();
        }
        return null;
    }

    /**
     * The connection of the endpoint that the balancer draws, or the next one that can take the call, a place taken in its window;
     * null if none can.
     */
    private @Nullable Slot glance(GroupCall call, Endpoint endpoint) {
        List<Slot> slots = endpoint.slots();
        int size = slots.size();
        if (size < 2 || !Preference.HEALTHY.fits(endpoint.health(), call.hasTried(endpoint))) {
            return null;
        }
        int drawn = balancer.choose(slots);
        for (int i = 0; i < size; i++) {
            Slot slot = slots.get((drawn + i) % size);
            if (slot.hasRoom() && connections.isUp(slot) && slot.acquire()) {
                return slot;
            }
        }
        return null;
    }

    /** True if the connection can be given any call, without a look at the others; a place is then taken in its window. */
    boolean takesNext(Slot slot) {
        return atAGlance && slot.of().health() == EndpointHealth.HEALTHY && connections.isUp(slot) && slot.acquire();
    }

    /**
     * The connection for reads of which one may be large: HTTP before WebSocket among endpoints of the same health, those with
     * room first. A place is taken in its window, be it one too many; null if none is up that was not tried.
     */
    @Nullable
    Slot forBundle(Set<Endpoint> tried, List<Endpoint> bestFirst) {
        List<Slot> up = bestFirst.stream()
                .filter(endpoint -> !tried.contains(endpoint))
                .filter(endpoint -> tried.isEmpty() || endpoint.health().compareTo(EndpointHealth.BARRED) < 0)
                .flatMap(endpoint -> endpoint.slots().stream())
                .filter(connections::isUp)
                .sorted(Comparator.comparing((Slot slot) -> slot.of().health())
                        .thenComparing(slot -> slot.member().canPush()))
                .toList();
        return up.stream()
                .filter(Slot::acquire)
                .findFirst()
                .orElseGet(() -> up.stream().findFirst().map(Slot::squeeze).orElse(null));
    }

    /** Those that may take a second attempt: healthy ones that are not at it already, of another endpoint if there is one. */
    Candidates forHedge(GroupCall call, List<Endpoint> bestFirst) {
        Candidates others = candidates(call, Preference.HEALTHY, bestFirst);
        return others.worthWaitingFor()
                ? others
                : candidates(call, Preference.HEALTHY_TRIED, bestFirst).without(call::isRunningOn);
    }

    /** One of them, a place taken in its window; null if none has room. */
    @Nullable
    Slot from(Candidates candidates) {
        return candidates.choose(balancer);
    }

    private Candidates candidates(GroupCall call, Preference preference, List<Endpoint> bestFirst) {
        Candidates found = new Candidates(ofOneEndpoint, connections.slots().size());
        for (Endpoint endpoint : bestFirst) {
            if (preference.fits(endpoint.health(), call.hasTried(endpoint))) {
                boolean ready = !asksLimits || endpoint.isReady();
                for (Slot slot : endpoint.slots()) {
                    if (connections.isUp(slot)) {
                        found.add(slot, ready);
                    }
                }
            }
        }
        return found;
    }
}

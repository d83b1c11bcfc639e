package io.windlass.core.pool;

import io.windlass.AcquireTimeoutException;
import io.windlass.EndpointHealth;
import io.windlass.core.runtime.Mailbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a group that wait for a connection, in the order they came, and those that rest before they are repeated.
 * Thread-safe.
 */
final class WaitingCalls {
    private static final Duration SWEEP = Duration.ofMillis(50);

    /** To look more often than this costs more than it brings. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final EndpointGroup group;
    private final Duration acquireTimeout;
    private final Queue<GroupCall> waiting = new ConcurrentLinkedQueue<>();
    private final Set<GroupCall> resting = ConcurrentHashMap.newKeySet();
    private final Mailbox mailbox = new Mailbox();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean waking = new AtomicBoolean();

    WaitingCalls(EndpointGroup group, Duration acquireTimeout) {
        this.group = group;
        this.acquireTimeout = acquireTimeout;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(GroupCall call) {
        waiting.add(call);
        sweepLater();
        // for those behind the first nothing is known to be free
        if (waiting.peek() == call) {
            serve();
        }
    }

    /** The call is not repeated before a while has passed. */
    void rest(GroupCall call) {
        resting.add(call);
    }

    /** The call rests no more. */
    void restIsOver(GroupCall call) {
        resting.remove(call);
    }

    /** All of them; they are here no more. */
    List<GroupCall> drain() {
        List<GroupCall> left = new ArrayList<>(resting);
        resting.clear();
        for (GroupCall call = waiting.poll(); call != null; call = waiting.poll()) {
            left.add(call);
        }
        return left;
    }

    /** There may be room. */
    void serve() {
        if (!waiting.isEmpty()) {
            mailbox.post(this::serveInTurn);
        }
    }

    /** There may be room on this connection. */
    void serve(Slot slot) {
        if (waiting.isEmpty()) {
            return;
        }
        if (!group.takesNext(slot)) {
            serve();
            return;
        }
        GroupCall first = waiting.poll();
        while (first != null && first.isDone()) {
            first = waiting.poll();
        }
        if (first != null) {
            first.overOrFail(slot, false);
        } else {
            slot.release();
            serve(); // for one that came while the place was taken
        }
    }

    private void serveInTurn() {
        for (GroupCall first = waiting.peek(); first != null; first = waiting.peek()) {
            if (first.isDone()) {
                waiting.remove(first);
                continue;
            }
            Slot slot = group.choose(first);
            if (slot == null) {
                if (group.connections().allEnded()) {
                    drain().forEach(group::refuse);
                } else {
                    serveWhenReady();
                }
                return;
            }
            if (waiting.remove(first)) {
                first.overOrFail(slot, false);
            } else {
                slot.release();
            }
        }
    }

    /** Rates and pauses make room as time passes, and nobody tells. A window that is full tells when it has room. */
    private void serveWhenReady() {
        group.order().stream()
                .filter(endpoint -> group.anyUp(endpoint).isPresent())
                .map(Endpoint::readyIn)
                .filter(wait -> !wait.isZero() && wait.compareTo(SWEEP) < 0)
                .min(Duration::compareTo)
                .map(wait -> wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait)
                .filter(wait -> waking.compareAndSet(false, true))
                .ifPresent(wait -> group.schedule(wait, () -> {
                    waking.set(false);
                    serve();
                }));
    }

    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            group.schedule(SWEEP, this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        for (GroupCall call : List.copyOf(waiting)) {
            boolean due = call.leftNanos() <= 0 || call.waitedNanos() >= acquireTimeout.toNanos();
            // who takes it out decides: what is being sent must not be said to be unsent
            if (due && !call.isDone() && waiting.remove(call)) {
                call.fail(noRoom(call));
            }
        }
        waiting.removeIf(GroupCall::isDone);
        if (!waiting.isEmpty()) {
            sweepLater();
        }
        serve();
    }

    private AcquireTimeoutException noRoom(GroupCall call) {
        List<Slot> slots = group.connections().slots();
        int active = (int) slots.stream().filter(slot -> slot.inFlight() > 0).count();
        int idle = (int) slots.stream()
                .filter(slot -> slot.inFlight() == 0 && group.connections().isUp(slot))
                .count();
        int waits = waiting.size() + 1; // it is out already
        Duration waited = Duration.ofNanos(call.waitedNanos());
        @Nullable Throwable cause = group.lastFailure();
        List<String> unwell = group.order().stream()
                .filter(endpoint -> endpoint.health() != EndpointHealth.HEALTHY)
                .map(endpoint -> endpoint.shown() + " " + endpoint.why())
                .toList();
        return new AcquireTimeoutException(
                group.id() + ": no connection could take " + call.method() + " within " + waited.toMillis() + " ms ("
                        + slots.size() + " connections: " + active + " active, " + idle + " idle; " + waits
                        + " calls waiting)"
                        + (unwell.isEmpty() ? "" : "; " + String.join(", ", unwell))
                        + (cause == null ? "" : "; last failure: " + cause.getMessage())
                        + "; "
                        + (active == slots.size()
                                ? "raise the size or acquireTimeout, or make fewer calls at once"
                                : "look at the endpoints, or add another one"),
                group.id(),
                waited,
                slots.size(),
                active,
                idle,
                waits,
                cause);
    }
}

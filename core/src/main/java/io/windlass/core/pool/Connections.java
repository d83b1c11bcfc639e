package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.ConnectionState;
import io.windlass.Hash;
import io.windlass.Registration;
import io.windlass.StateChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a group: starts them, lets those in that are on the group's chain, and replaces those that have failed
 * for good. Thread-safe.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration FIRST_REPLACEMENT = Duration.ofSeconds(10);
    private static final Duration LAST_REPLACEMENT = Duration.ofMinutes(5);

    private final EndpointGroup group;
    private final List<Slot> slots;
    private final Admission admission;
    private final Opener opener;
    private final Start start;
    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();

    Connections(EndpointGroup group, List<Endpoint> endpoints, OptionalLong chainId, Opener opener) {
        this.group = group;
        this.slots = endpoints.stream().flatMap(each -> each.slots().stream()).toList();
        this.admission = new Admission(chainId);
        this.opener = opener;
        this.start = new Start(endpoints);
    }

    List<Slot> slots() {
        return slots;
    }

    List<Member> members() {
        return slots.stream().map(Slot::member).toList();
    }

    /** The chain they serve, once it is known. */
    OptionalLong chainId() {
        return admission.chainId();
    }

    /** The hash of that chain's first block, if any of them has said it. */
    Optional<Hash> genesis() {
        return admission.genesis();
    }

    Registration onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Connects; see {@link Start#done()}. */
    CompletableFuture<Void> start() {
        slots.forEach(this::start);
        var unused = start.done().thenRun(this::established);
        return start.done();
    }

    /** From now on one that fails for good is replaced. */
    void established() {
        start.complete();
        slots.forEach(this::replaceIfFailed);
    }

    private void start(Slot slot) {
        Member member = slot.member();
        member.onStateChange(change -> changed(slot, member, change));
        var unused = member.start().whenComplete((up, failure) -> {
            if (failure != null) {
                slot.of().trouble(String.valueOf(failure.getMessage()));
                group.failedToConnect(failure);
            }
            group.rerank();
            start.settled(slot.of(), failure);
        });
    }

    private void changed(Slot slot, Member member, StateChange change) {
        if (slot.member() == member && !group.isClosed()) {
            change.reason().ifPresent(reason -> slot.of().trouble(reason.toString()));
            if (start.isDone()) {
                replaceIfFailed(slot);
            }
            group.rerank();
        }
        for (Consumer<StateChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed on {}", group.id(), change, e);
            }
        }
    }

    private void replaceIfFailed(Slot slot) {
        if (slot.member().state() == ConnectionState.FAILED) {
            replaceLater(slot);
        }
    }

    private void replaceLater(Slot slot) {
        if (group.isClosed() || !slot.planReplacement()) {
            return;
        }
        Duration delay = FIRST_REPLACEMENT.multipliedBy(1L << Math.min(slot.replacements(), 5));
        group.schedule(delay.compareTo(LAST_REPLACEMENT) > 0 ? LAST_REPLACEMENT : delay, () -> replace(slot));
    }

    private void replace(Slot slot) {
        slot.replacementBegins();
        if (slot.member().state() == ConnectionState.CLOSED) {
            return; // by its owner, who wants no other
        }
        try {
            slot.replace(opener.replace(slot.member()));
        } catch (BlockchainException e) {
            slot.of().trouble(String.valueOf(e.getMessage()));
            replaceLater(slot);
            return;
        }
        start(slot);
    }

    /** True if it has a link, and to the right chain. */
    boolean isUp(Slot slot) {
        if (slot.member().state() != ConnectionState.OPEN || slot.expelled().isPresent()) {
            return false;
        }
        if (!slot.isAdmitted()) {
            admit(slot);
        }
        return slot.isAdmitted();
    }

    private void admit(Slot slot) {
        Member member = slot.member();
        Optional<String> refusal = admission.check(member.chainId(), member.genesis());
        if (refusal.isEmpty()) {
            slot.admit();
        } else if (slot.expel(refusal.get())) {
            LOG.error(
                    "{}: {} {}; it takes no calls; point its URL at the right network",
                    group.id(),
                    slot.endpoint(),
                    refusal.get());
            replaceLater(slot);
        }
    }

    /** True if a connection to it was found to be of the group's chain, and none of another one since. */
    boolean isKnown(Endpoint endpoint) {
        List<Slot> its = endpoint.slots();
        return its.stream().anyMatch(Slot::isAdmitted)
                && its.stream().allMatch(slot -> slot.expelled().isEmpty());
    }

    /** One to the endpoint that is up. */
    Optional<Member> anyUp(Endpoint endpoint) {
        for (Slot slot : endpoint.slots()) {
            if (isUp(slot)) {
                return Optional.of(slot.member());
            }
        }
        return Optional.empty();
    }

    /** One to the endpoint, if possible one that is up. */
    Member bestOf(Endpoint endpoint) {
        return anyUp(endpoint).orElseGet(() -> endpoint.slots().get(0).member());
    }

    /** True if none will take a call again by itself. */
    boolean allEnded() {
        for (Slot slot : slots) {
            if (!slot.member().state().isTerminal()) {
                return false;
            }
        }
        return true;
    }
}

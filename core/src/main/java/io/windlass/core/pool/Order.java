package io.windlass.core.pool;

import io.windlass.EndpointHealth;
import io.windlass.Registration;
import io.windlass.core.delivery.Notices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order of a group's endpoints as of late, and which one goes first for calls and for feeds. Thread-safe. */
final class Order {
    private static final Logger LOG = LoggerFactory.getLogger(Order.class);
    private static final int MOST_ANNOUNCEMENTS = 10_000;

    /** At first endpoints come up in any order, and the preferred one need not wait because of that. */
    private static final Duration ANY_ORDER = Duration.ofSeconds(5);

    private final String id;
    private final List<Endpoint> endpoints;
    private final boolean primaryFirst;
    private final Duration stickiness;
    private final long bornNanos;
    private final Function<Endpoint, Member> memberOf;
    private final List<Consumer<Optional<Member>>> listeners = new CopyOnWriteArrayList<>();
    private final Notices<Member> announcements;

    private volatile List<Endpoint> bestFirst;

    // guarded by this
    private Primary callPrimary = Primary.NONE;
    private Primary pushPrimary = Primary.NONE;
    private @Nullable Member pushMember;

    /**
     * The order of configuration, until there is something to know.
     *
     * @param primaryFirst the primary stays first as long as it is well
     * @param memberOf the connection that stands for an endpoint
     */
    Order(
            String id,
            List<Endpoint> endpoints,
            boolean primaryFirst,
            Duration stickiness,
            long nowNanos,
            Executor handlers,
            Function<Endpoint, Member> memberOf) {
        this.id = id;
        this.endpoints = endpoints;
        this.primaryFirst = primaryFirst;
        this.stickiness = stickiness;
        this.bornNanos = nowNanos;
        this.memberOf = memberOf;
        this.announcements = new Notices<>(MOST_ANNOUNCEMENTS, handlers, this::tell);
        this.bestFirst = endpoints;
    }

    List<Endpoint> bestFirst() {
        return bestFirst;
    }

    /** The connection for feeds; empty before one could be chosen. */
    synchronized Optional<Member> pushMember() {
        return Optional.ofNullable(pushMember);
    }

    Registration onPushMember(Consumer<Optional<Member>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** What endpoints are like has changed. */
    synchronized void follow(List<Ranked> unordered, long nowNanos) {
        List<Ranked> ranked = Ranking.order(unordered);
        Duration sticky = nowNanos - bornNanos < ANY_ORDER.toNanos() ? Duration.ZERO : stickiness;
        callPrimary = callPrimary.next(ranked, sticky, nowNanos);
        List<Endpoint> next = new ArrayList<>();
        ranked.forEach(each -> next.add(endpoints.get(each.index())));
        if (primaryFirst) {
            Endpoint first = endpoints.get(callPrimary.index());
            next.remove(first);
            next.add(0, first);
        }
        bestFirst = List.copyOf(next);
        choosePushMember(ranked, sticky, nowNanos);
    }

    private void choosePushMember(List<Ranked> ranked, Duration sticky, long nowNanos) {
        List<Ranked> pushing = ranked.stream()
                .filter(each -> endpoints.get(each.index()).canPush())
                .filter(each -> each.health().compareTo(EndpointHealth.BARRED) < 0)
                .toList();
        Member before = pushMember;
        if (pushing.isEmpty()) {
            return; // where all are down or barred, feeds wait where they are
        }
        pushPrimary = pushPrimary.next(pushing, sticky, nowNanos);
        Member chosen = memberOf.apply(endpoints.get(pushPrimary.index()));
        if (chosen != before) {
            pushMember = chosen;
            if (before != null) {
                LOG.info("{}: feeds move from {} to {}", id, before, chosen);
            }
            announcements.tell(chosen);
        }
    }

    private void tell(Member primary) {
        for (Consumer<Optional<Member>> listener : listeners) {
            try {
                listener.accept(Optional.of(primary));
            } catch (RuntimeException e) {
                LOG.error("{}: a listener for its primary failed", id, e);
            }
        }
    }
}

package io.windlass.core.pool;

import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the endpoints of a group, where there are several: asks each for its head from time to time, those that are
 * barred more often at first, and compares what they say. Every third time it also asks all for one block some way below
 * their heads, to see whether they are on one branch. Thread-safe.
 */
final class Watch {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int CONFIRMED_BELOW_HEAD = 6;
    private static final int ROUNDS_TO_BRANCH_CHECK = 3;
    private static final int ROUNDS_OF_LATE = 3;

    private final EndpointGroup group;
    private final List<Endpoint> endpoints;
    private final Prober prober;
    private final Duration interval;
    private final int maxLag;
    private final long[] dueNanos;
    private final boolean[] asked;
    private long branchesDueNanos;
    private boolean stopped;
    private Timer.@Nullable Scheduled next;

    Watch(EndpointGroup group, List<Endpoint> endpoints, Prober prober, Duration interval, int maxLag) {
        this.group = group;
        this.endpoints = endpoints;
        this.prober = prober;
        this.interval = interval;
        this.maxLag = maxLag;
        this.dueNanos = new long[endpoints.size()];
        this.asked = new boolean[endpoints.size()];
        this.branchesDueNanos =
                group.nanos() + interval.multipliedBy(ROUNDS_TO_BRANCH_CHECK).toNanos();
        endpoints.forEach(endpoint -> dueNanos[endpoint.index()] = group.nanos());
    }

    synchronized void start() {
        Duration tick = interval.compareTo(TICK) < 0 ? interval : TICK;
        if (!stopped) {
            next = group.schedule(tick, this::tick);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void tick() {
        start();
        List<Endpoint> due = new ArrayList<>();
        boolean round;
        synchronized (this) {
            long now = group.nanos();
            for (Endpoint endpoint : endpoints) {
                int i = endpoint.index();
                if (!asked[i] && now - dueNanos[i] >= 0 && canBeAsked(endpoint)) {
                    asked[i] = true;
                    due.add(endpoint);
                    Duration wait = endpoint.isBreakerOpen() ? shorter(endpoint.hold(), interval) : interval;
                    dueNanos[i] = now + wait.toNanos();
                }
            }
            round = now - branchesDueNanos >= 0;
            if (round) {
                branchesDueNanos =
                        now + interval.multipliedBy(ROUNDS_TO_BRANCH_CHECK).toNanos();
            }
        }
        due.forEach(this::askForHead);
        if (round) {
            compareBranches();
        }
        group.rerank();
    }

    /** One that wants a pause is left alone: that it says nothing then is no failure. */
    private boolean canBeAsked(Endpoint endpoint) {
        return group.anyUp(endpoint).isPresent()
                && EndpointGroup.pause(endpoint).isZero();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void askForHead(Endpoint endpoint) {
        Optional<Member> member = group.anyUp(endpoint);
        if (member.isEmpty()) {
            answered(endpoint);
            return;
        }
        long began = group.nanos();
        prober.ask(member.get(), "latest", (told, why) -> {
            answered(endpoint);
            long now = group.nanos();
            if (told.isPresent()) {
                endpoint.probed(now - began, told.get().number(), now);
            } else {
                why.ifPresent(reason -> endpoint.probeFailed(reason, now));
            }
            group.rerank();
        });
    }

    /** Asks it now rather than later. */
    void askSoon(Endpoint endpoint) {
        synchronized (this) {
            dueNanos[endpoint.index()] = group.nanos() + interval.toNanos();
            if (stopped || asked[endpoint.index()]) {
                return;
            }
            asked[endpoint.index()] = true;
        }
        askForHead(endpoint);
    }

    private synchronized void answered(Endpoint endpoint) {
        asked[endpoint.index()] = false;
    }

    private void compareBranches() {
        List<OptionalLong> inStep = endpoints.stream()
                .map(this::headOf)
                .filter(head -> Heads.compare(head, groupHead(), maxLag) == Standing.IN_STEP)
                .toList();
        OptionalLong block = Heads.confirmed(inStep, CONFIRMED_BELOW_HEAD);
        if (block.isEmpty()) {
            return;
        }
        Map<Endpoint, Member> asked = new LinkedHashMap<>();
        group.order().stream()
                .filter(this::canBeAsked)
                .forEach(endpoint -> group.anyUp(endpoint).ifPresent(member -> asked.put(endpoint, member)));
        new BranchCheck(asked.keySet(), group::rerank).begin(prober, asked, block.getAsLong());
    }

    /** The head that the endpoint has told of late. */
    OptionalLong headOf(Endpoint endpoint) {
        return seen(endpoint).head();
    }

    /** The head that the group believes in. */
    OptionalLong groupHead() {
        return Heads.ofGroup(endpoints.stream().map(this::seen).toList(), maxLag);
    }

    private Heads.Seen seen(Endpoint endpoint) {
        return endpoint.seen(interval.multipliedBy(ROUNDS_OF_LATE), group.nanos());
    }
}

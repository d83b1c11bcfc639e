package io.windlass.core.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How the connections of a group come up at first: enough of them, or none. Thread-safe. */
final class Start {
    private static final class Settled {
        private int left;
        private boolean anyUp;

        Settled(int left) {
            this.left = left;
        }
    }

    private final Map<Endpoint, Settled> endpoints = new HashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Start(List<Endpoint> all) {
        all.forEach(
                endpoint -> endpoints.put(endpoint, new Settled(endpoint.slots().size())));
    }

    /** Completes when all connections to one endpoint are settled and one of them is up; fails when none came up at all. */
    CompletableFuture<Void> done() {
        return done;
    }

    boolean isDone() {
        return done.isDone();
    }

    /** Whatever comes up, the group is there. */
    void complete() {
        done.complete(null);
    }

    /** A connection is up, or has failed for good. */
    void settled(Endpoint endpoint, @Nullable Throwable failure) {
        boolean up;
        boolean none;
        synchronized (this) {
            Settled settled = endpoints.get(endpoint);
            if (settled == null || done.isDone()) {
                return;
            }
            settled.left--;
            settled.anyUp = settled.anyUp || failure == null;
            if (failure != null) {
                failures.add(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
            up = settled.left == 0 && settled.anyUp;
            none = endpoints.values().stream().allMatch(each -> each.left == 0 && !each.anyUp);
        }
        if (up) {
            done.complete(null);
        } else if (none) {
            Throwable first = failures.get(0);
            failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
            done.completeExceptionally(first);
        }
    }
}

package io.windlass.cli;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A stream of what the test delivers. */
final class FakeStream {
    final CompletableFuture<Void> live = new CompletableFuture<>();
    final List<ChainEvent<Object>> acknowledged = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ChainEvent<Object>> events = new LinkedBlockingQueue<>();
    private volatile Consumer<ChainEvent<Object>> onAcknowledged = event -> {};
    private volatile BlockchainException failure;
    private volatile boolean closed;
    private ChainEvent<Object> taken;

    @SuppressWarnings("unchecked")
    void deliver(ChainEvent<?> event) {
        events.add((ChainEvent<Object>) event);
    }

    /** Ends it when all is taken that was delivered. */
    void fail(BlockchainException reason) {
        failure = reason;
        live.completeExceptionally(reason);
    }

    void onAcknowledged(Consumer<ChainEvent<Object>> listener) {
        onAcknowledged = listener;
    }

    boolean isClosed() {
        return closed;
    }

    CompletableFuture<Void> live() {
        return live;
    }

    Optional<ChainEvent<Object>> poll(Duration timeout) throws InterruptedException {
        if (taken != null) {
            acknowledged.add(taken);
            onAcknowledged.accept(taken);
            taken = null;
        }
        boolean ended = failure != null;
        taken = events.poll(ended ? 0 : timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (taken == null && ended) {
            throw failure;
        }
        return Optional.ofNullable(taken);
    }

    SubscriptionStats stats() {
        return Duck.as(SubscriptionStats.class, new Numbers(SubscriptionState.LIVE, events.size(), 7, 0));
    }

    void close() {
        closed = true;
    }

    record Numbers(SubscriptionState state, int waiting, long dropped, long late) {}
}

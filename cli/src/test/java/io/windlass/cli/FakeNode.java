package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ChainEvent;
import io.windlass.ConnectionStats;
import io.windlass.EventHandler;
import io.windlass.Feed;
import io.windlass.Json;
import io.windlass.RpcResponse;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A node that does what the test says. */
final class FakeNode {
    final CompletableFuture<Void> live = new CompletableFuture<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final CompletableFuture<Feed<?>> subscribed = new CompletableFuture<>();
    final List<String> sent = new ArrayList<>();
    private final Map<String, CompletableFuture<?>> results = new ConcurrentHashMap<>();
    private RpcResponse response = RpcResponse.ofResult(Json.NULL);
    private EventHandler<Object> handler = event -> {};
    private EventHandler<Object> removedHandler = event -> {};

    BlockchainConnection connection() {
        return Duck.as(BlockchainConnection.class, new Connection());
    }

    FakeNode isLive() {
        live.complete(null);
        return this;
    }

    FakeNode answers(RpcResponse value) {
        response = value;
        return this;
    }

    FakeNode result(String method, Object value) {
        results.put(method, CompletableFuture.completedFuture(value));
        return this;
    }

    @SuppressWarnings("unchecked")
    void deliver(ChainEvent<?> event) throws Exception {
        (event.removed() ? removedHandler : handler).onEvent((ChainEvent<Object>) event);
    }

    final class Connection {
        String endpoint() {
            return "ws://fake:8545";
        }

        long chainId() {
            return FakeEvent.CHAIN;
        }

        CompletableFuture<?> call(Call<?> call) {
            return results.getOrDefault(
                    call.method(),
                    CompletableFuture.failedFuture(new IllegalStateException("no " + call.method() + " here")));
        }

        CompletableFuture<RpcResponse> send(String method, Object... params) {
            sent.add(method + List.of(params));
            return CompletableFuture.completedFuture(response);
        }

        SubscriptionBuilder<?> subscribe(Feed<?> feed) {
            return Duck.as(SubscriptionBuilder.class, new Builder(feed));
        }

        ConnectionStats stats() {
            return Duck.as(ConnectionStats.class, new Reconnects(2));
        }
    }

    final class Builder {
        private final Feed<?> feed;

        Builder(Feed<?> feed) {
            this.feed = feed;
        }

        @SuppressWarnings("unchecked")
        SubscriptionBuilder<?> onRemoved(EventHandler<?> given) {
            removedHandler = (EventHandler<Object>) given;
            return Duck.as(SubscriptionBuilder.class, this);
        }

        @SuppressWarnings("unchecked")
        Subscription onEvent(EventHandler<?> given) {
            handler = (EventHandler<Object>) given;
            subscribed.complete(feed);
            return Duck.as(Subscription.class, new Running());
        }
    }

    final class Running {
        CompletableFuture<Void> live() {
            return live;
        }

        CompletableFuture<Void> ended() {
            return ended;
        }

        SubscriptionStats stats() {
            return Duck.as(SubscriptionStats.class, new Dropped(7));
        }

        void close() {}
    }

    record Reconnects(long reconnects) {}

    record Dropped(long dropped) {}
}

package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.ChainEvent;
import io.windlass.ConnectionState;
import io.windlass.CloseReason;
import io.windlass.LatencyStats;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EventHandler;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Json;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A connection that does what the test says. */
final class FakeNode implements BlockchainConnection {
    final CompletableFuture<Void> live = new CompletableFuture<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final CompletableFuture<Feed<?>> subscribed = new CompletableFuture<>();
    final List<String> sent = new ArrayList<>();
    private final Map<String, CompletableFuture<?>> results = new ConcurrentHashMap<>();
    private RpcResponse response = RpcResponse.ofResult(Json.NULL);
    private EventHandler<Object> handler = event -> {};
    private EventHandler<Object> removedHandler = event -> {};

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

    @Override
    public String id() {
        return "fake-1";
    }

    @Override
    public ConnectionType type() {
        return ConnectionType.WEBSOCKET;
    }

    @Override
    public String endpoint() {
        return "ws://fake:8545";
    }

    @Override
    public ConnectionState state() {
        return ConnectionState.OPEN;
    }

    @Override
    public long chainId() {
        return FakeEvent.CHAIN;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> call(Call<T> call) {
        return (CompletableFuture<T>) results.getOrDefault(
                call.method(),
                CompletableFuture.failedFuture(new IllegalStateException("no " + call.method() + " here")));
    }

    @Override
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        sent.add(method + List.of(params));
        return CompletableFuture.completedFuture(response);
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return new Builder<>(feed);
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        throw new UnsupportedOperationException("not used by the command");
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        throw new UnsupportedOperationException("not used by the command");
    }

    @Override
    public ConnectionStats stats() {
        return new Stats();
    }

    @Override
    public Registration onStateChange(Consumer<StateChange> listener) {
        return () -> {};
    }

    @Override
    public CompletableFuture<Void> rotate() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    private final class Builder<T> implements SubscriptionBuilder<T> {
        private final Feed<T> feed;

        private Builder(Feed<T> feed) {
            this.feed = feed;
        }

        @Override
        public SubscriptionBuilder<T> buffer(int events) {
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public SubscriptionBuilder<T> onRemoved(EventHandler<T> given) {
            removedHandler = (EventHandler<Object>) (EventHandler<?>) given;
            return this;
        }

        @Override
        public SubscriptionBuilder<T> onFailure(Consumer<BlockchainException> listener) {
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Subscription onEvent(EventHandler<T> given) {
            handler = (EventHandler<Object>) (EventHandler<?>) given;
            subscribed.complete(feed);
            return new Running(feed);
        }
    }

    private final class Running implements Subscription {
        private final Feed<?> feed;

        private Running(Feed<?> feed) {
            this.feed = feed;
        }

        @Override
        public Feed<?> feed() {
            return feed;
        }

        @Override
        public CompletableFuture<Void> live() {
            return live;
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }

        @Override
        public SubscriptionStats stats() {
            return new Delivered();
        }

        @Override
        public void close() {}
    }

    private record Delivered() implements SubscriptionStats {
        @Override
        public long delivered() {
            return 0;
        }

        @Override
        public long failed() {
            return 0;
        }

        @Override
        public long dropped() {
            return 7;
        }

        @Override
        public int waiting() {
            return 0;
        }
    }

    private record Stats() implements ConnectionStats {
        @Override
        public String id() {
            return "fake-1";
        }

        @Override
        public String endpoint() {
            return "ws://fake:8545";
        }

        @Override
        public ConnectionState status() {
            return ConnectionState.OPEN;
        }

        @Override
        public Optional<Instant> lastHeartbeat() {
            return Optional.empty();
        }

        @Override
        public Duration uptime() {
            return Duration.ZERO;
        }

        @Override
        public long reconnects() {
            return 2;
        }

        @Override
        public Map<CloseReason.Kind, Long> linksEndedBy() {
            return Map.of();
        }

        @Override
        public Duration blindTime() {
            return Duration.ZERO;
        }

        @Override
        public LatencyStats latency() {
            return LatencyStats.NONE;
        }

        @Override
        public long messagesReceived() {
            return 0;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public long messagesSent() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public long calls() {
            return 0;
        }

        @Override
        public long failedCalls() {
            return 0;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public long events() {
            return 0;
        }

        @Override
        public long strayMessages() {
            return 0;
        }
    }
}

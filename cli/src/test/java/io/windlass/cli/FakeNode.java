package io.windlass.cli;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ChainEvent;
import io.windlass.ConnectionStats;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.FeedGap;
import io.windlass.FeedProgress;
import io.windlass.Json;
import io.windlass.RpcResponse;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A node that does what the test says. */
final class FakeNode {
    final FakeStream stream = new FakeStream();
    final CompletableFuture<Feed<?>> subscribed = new CompletableFuture<>();
    final List<String> sent = new ArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<?>> results = new ConcurrentHashMap<>();
    private RpcResponse response = RpcResponse.ofResult(Json.NULL);
    private volatile Consumer<FeedGap> onGap = gap -> {};
    private volatile Consumer<FeedProgress> onProgress = progress -> {};
    private volatile Consumer<SubscriptionState> onState = state -> {};

    BlockchainConnection connection() {
        return Duck.as(BlockchainConnection.class, new Connection());
    }

    FakeNode isLive() {
        stream.live.complete(null);
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

    void deliver(ChainEvent<?> event) {
        stream.deliver(event);
    }

    void gap(FeedGap gap) {
        onGap.accept(gap);
    }

    void progress(FeedProgress progress) {
        onProgress.accept(progress);
    }

    void state(SubscriptionState state) {
        onState.accept(state);
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

        private SubscriptionBuilder<?> and(String option) {
            asked.add(option);
            return Duck.as(SubscriptionBuilder.class, this);
        }

        SubscriptionBuilder<?> from(BlockRef start) {
            return and("from " + start);
        }

        SubscriptionBuilder<?> confirmations(int blocks) {
            return and("confirmations " + blocks);
        }

        SubscriptionBuilder<?> immediate() {
            return and("immediate");
        }

        SubscriptionBuilder<?> named(String name) {
            return and("named " + name);
        }

        SubscriptionBuilder<?> onGap(Consumer<FeedGap> listener) {
            onGap = listener;
            return Duck.as(SubscriptionBuilder.class, this);
        }

        SubscriptionBuilder<?> onProgress(Consumer<FeedProgress> listener) {
            onProgress = listener;
            return Duck.as(SubscriptionBuilder.class, this);
        }

        SubscriptionBuilder<?> onStateChange(Consumer<SubscriptionState> listener) {
            onState = listener;
            return Duck.as(SubscriptionBuilder.class, this);
        }

        EventStream<?> stream() {
            subscribed.complete(feed);
            return Duck.as(EventStream.class, stream);
        }
    }

    record Reconnects(long reconnects) {}
}

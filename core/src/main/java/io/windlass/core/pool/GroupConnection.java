package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.ConnectionGroup;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EndpointStats;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.feed.FeedEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The face of a group: several connections that look like one. */
public class GroupConnection implements ConnectionGroup {
    private static final List<ConnectionState> BEST_FIRST = List.of(
            ConnectionState.OPEN,
            ConnectionState.CONNECTING,
            ConnectionState.RECONNECTING,
            ConnectionState.FAILED,
            ConnectionState.CLOSED);

    private final String id;
    private final EndpointGroup group;
    private final FeedEngine feeds;

    /** The face of this group and its feeds. */
    public GroupConnection(String id, EndpointGroup group, FeedEngine feeds) {
        this.id = id;
        this.group = group;
        this.feeds = feeds;
    }

    /** What is behind it. */
    public final EndpointGroup group() {
        return group;
    }

    private List<Member> members() {
        return group.members();
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final List<BlockchainConnection> connections() {
        return List.copyOf(members());
    }

    @Override
    public final List<EndpointStats> endpoints() {
        return group.stats();
    }

    @Override
    public final ConnectionType type() {
        return members().get(0).type();
    }

    /** All of them, where there are several. */
    @Override
    public final String endpoint() {
        return members().stream().map(BlockchainConnection::endpoint).distinct().collect(Collectors.joining(", "));
    }

    @Override
    public long chainId() {
        return group.chainId()
                .orElseThrow(() -> new IllegalStateException(
                        id + " does not know its chain before one of its connections has connected"));
    }

    @Override
    public final <T> CompletableFuture<T> call(Call<T> call) {
        return group.call(call);
    }

    @Override
    public final CompletableFuture<RpcResponse> send(String method, Object... params) {
        return group.send(method, params);
    }

    @Override
    public final <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return feeds.subscribe(feed);
    }

    @Override
    public final <T> EventStream<T> listen(Feed<T> feed) {
        return feeds.listen(List.of(feed));
    }

    @Override
    public final EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        return feeds.listen(
                Stream.concat(Stream.of(first, second), Stream.of(more)).toList());
    }

    /** The best state of any connection: one that is open makes the whole useful. */
    @Override
    public final ConnectionState state() {
        return members().stream()
                .map(BlockchainConnection::state)
                .min(Comparator.comparingInt(BEST_FIRST::indexOf))
                .orElse(ConnectionState.CLOSED);
    }

    @Override
    public final ConnectionStats stats() {
        return CombinedStats.of(
                id,
                endpoint(),
                state(),
                group.coalesced(),
                members().stream().map(BlockchainConnection::stats).toList());
    }

    /** Tells of each connection's changes, under the connection's id. */
    @Override
    public final Registration onStateChange(Consumer<StateChange> listener) {
        return group.onStateChange(listener);
    }

    /** Each connection's link, one after the other, so that the others carry on meanwhile. */
    @Override
    public final CompletableFuture<Void> rotate() {
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (BlockchainConnection member : members()) {
            before = before.thenCompose(done -> member.rotate());
        }
        return before;
    }

    /** Lets its subscriptions hand over what waits, and no more; completes when they have. */
    public final CompletableFuture<Void> drain() {
        return feeds.drain(group::closedException);
    }

    @Override
    public final CompletableFuture<Void> disconnect() {
        closeGroup();
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        members().forEach(member -> gone.add(member.disconnect()));
        gone.add(feeds.over());
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new));
    }

    @Override
    public final void close() {
        closeGroup();
        members().forEach(BlockchainConnection::close);
    }

    private void closeGroup() {
        feeds.end(group::closedException);
        group.close();
    }

    @Override
    public final String toString() {
        return id + " (" + endpoint() + ", " + members().size() + " connections, " + state() + ")";
    }
}

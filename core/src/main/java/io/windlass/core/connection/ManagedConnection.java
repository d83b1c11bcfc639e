package io.windlass.core.connection;

import io.windlass.BlockchainConnection;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.LatencyStats;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.connection.Phase.Step;
import io.windlass.core.feed.FeedEngine;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.feed.FeedSource;
import io.windlass.core.feed.push.FeedHub;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.monitor.ConnectionSnapshot;
import io.windlass.core.pool.Member;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.CallBook;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.EndpointLimits;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A connection over one link after another: calls go to the {@link CallBook}, feeds to the {@link FeedHub}, and the {@link
 * LinkKeeper} sees to it that both have a link. */
public final class ManagedConnection implements Member {
    private final String id;
    private final ConnectionConfig config;
    private final EngineRuntime runtime;
    private final ConnectionCounters counters = new ConnectionCounters();
    private final EndpointLimits limits;
    private final CallBook calls;
    private final PushShards shards;
    private final FeedEngine feeds;
    private final StateListeners listeners;
    private final LinkKeeper keeper;

    /** What users get: completing or cancelling it changes nothing inside. */
    private final CompletableFuture<Void> gone;

    /**
     * A connection that does nothing until {@link #start}.
     *
     * @param heartbeats whether heartbeats are on, asked at every beat
     * @param budget shared by all connections of the manager
     * @param services what all subscriptions share
     * @param limits shared by all connections to the endpoint
     * @param questions shared by the connections that are opened together to the endpoint
     * @param rules what is known of its nodes
     * @param further opens the n-th connection more to the endpoint, where its sockets carry so many subscriptions only
     */
    ManagedConnection(
            String id,
            ConnectionConfig config,
            Transport transport,
            Codec codec,
            EngineRuntime runtime,
            BooleanSupplier heartbeats,
            ReconnectBudget budget,
            FeedServices services,
            EndpointLimits limits,
            SharedQuestions questions,
            NodeRules rules,
            IntFunction<ManagedConnection> further) {
        this.id = id;
        this.config = config;
        this.runtime = runtime;
        this.limits = limits;
        this.calls = new CallBook(id, config, codec, runtime, counters, limits, rules);
        FeedHub hub = new FeedHub(id, codec, runtime.timer(), rules);
        this.listeners = new StateListeners(runtime.handlers());
        this.keeper = new LinkKeeper(
                id, config, transport, codec, runtime, heartbeats, budget, calls, questions, hub, counters, listeners);
        this.shards = new PushShards(hub, config.maxSubscriptions().orElse(Integer.MAX_VALUE), further);
        this.feeds = feeds(services, hub, codec);
        this.gone = CompletableFuture.allOf(keeper.gone(), feeds.over());
    }

    private FeedEngine feeds(FeedServices services, FeedHub hub, Codec codec) {
        FeedSource source = new FeedSource(
                id,
                reads(),
                config.type() == ConnectionType.HTTP ? Optional.empty() : Optional.of(shards),
                false,
                this::chainId,
                this::genesis,
                config::redact);
        FeedEngine engine = new FeedEngine(
                source,
                codec,
                runtime,
                services.follow().withRhythm(config.pollInterval(), config.heartbeatInterval()),
                services,
                this::countEvent,
                this::countStray);
        hub.onEnd(failure -> {
            engine.end(failure);
            shards.close();
        });
        return engine;
    }

    @Override
    public CompletableFuture<BlockchainConnection> start() {
        return keeper.start().thenApply(up -> this);
    }

    /** Completes when it is closed, its links are gone and its subscriptions have ended. */
    CompletableFuture<Void> gone() {
        return CompletableFuture.allOf(keeper.gone(), feeds.over());
    }

    /** Completes if it fails for good. */
    CompletableFuture<Void> failed() {
        return keeper.failed();
    }

    ConnectionConfig config() {
        return config;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ConnectionType type() {
        return config.type();
    }

    @Override
    public String endpoint() {
        return config.endpoint();
    }

    @Override
    public ConnectionState state() {
        return keeper.phase().state();
    }

    @Override
    public long chainId() {
        return keeper.identity()
                .map(Handshake.Identity::chainId)
                .orElseThrow(() -> new IllegalStateException(
                        "connection " + id + " does not know its chain before it has connected"));
    }

    @Override
    public Optional<Hash> genesis() {
        return keeper.identity().flatMap(Handshake.Identity::genesis);
    }

    @Override
    public boolean canPush() {
        return config.type() != ConnectionType.HTTP;
    }

    @Override
    public Duration readyIn() {
        return limits.readyIn();
    }

    @Override
    public boolean isFull() {
        return limits.isFull();
    }

    @Override
    public Attempt attempt(String method, List<Object> params, Duration timeout, Completion completion) {
        return calls.attempt(method, params, timeout, completion);
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return calls.call(call);
    }

    @Override
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        return calls.send(method, Arrays.asList(params));
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return feeds.subscribe(feed);
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        return feeds.listen(List.of(feed));
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        List<Feed<?>> all = new ArrayList<>(List.of(first, second));
        all.addAll(Arrays.asList(more));
        return feeds.listen(all);
    }

    /** Reads over this connection alone. */
    private record OwnReads(CallBook calls) implements ChainReads {
        @Override
        public NodeRules rules() {
            return calls.rules();
        }

        @Override
        public <T> CompletableFuture<T> call(Call<T> call) {
            return calls.call(call);
        }

        @Override
        public <A, B, R> CompletableFuture<R> together(
                List<Call<A>> these, Call<B> last, BiFunction<List<A>, B, R> merge) {
            return calls.together(these, last, merge);
        }
    }

    @Override
    public ChainReads reads() {
        return new OwnReads(calls);
    }

    @Override
    public Pushes pushes() {
        return shards;
    }

    @Override
    public void countEvent() {
        counters.events.increment();
    }

    @Override
    public void countStray() {
        counters.strayMessages.increment();
    }

    @Override
    public ConnectionStats stats() {
        Phase now = keeper.phase();
        long nanos = runtime.ticker().nanos();
        Instant wall = runtime.ticker().now();
        // what is counted last is read first, so that no snapshot tells of more failures or answers than calls
        long failedCalls = counters.failedCalls.sum();
        LatencyStats latency = counters.latencies.snapshot();
        return new ConnectionSnapshot(
                id,
                config.endpoint(),
                now.state(),
                counters.heard()
                        ? Optional.of(wall.minusNanos(Math.max(0, nanos - counters.heardAtNanos())))
                        : Optional.empty(),
                now.step() == Step.UP ? Duration.ofNanos(Math.max(0, nanos - keeper.upSinceNanos())) : Duration.ZERO,
                counters.reconnects.get(),
                counters.linksEndedBy(),
                counters.blindTime.total(nanos),
                counters.messagesReceived.sum(),
                counters.bytesReceived.sum(),
                counters.messagesSent.sum(),
                counters.bytesSent.sum(),
                counters.calls.sum(),
                calls.coalesced(),
                failedCalls,
                latency,
                calls.size(),
                counters.events.sum(),
                counters.strayMessages.sum(),
                limits.stats());
    }

    @Override
    public Registration onStateChange(Consumer<StateChange> listener) {
        return listeners.add(listener);
    }

    @Override
    public CompletableFuture<Void> rotate() {
        return keeper.rotate();
    }

    /** Lets its subscriptions hand over what waits, and no more; completes when they have. */
    CompletableFuture<Void> drain() {
        return feeds.drain(() -> new ConnectionClosedException(
                id + " is closed; open another one to go on", id, CloseReason.local(), null));
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        keeper.close();
        return gone;
    }

    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public String toString() {
        return id + " (" + config.endpoint() + ", " + state() + ")";
    }
}

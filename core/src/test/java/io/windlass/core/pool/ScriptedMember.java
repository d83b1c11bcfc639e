package io.windlass.core.pool;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EndpointException;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.LatencyStats;
import io.windlass.Registration;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.monitor.ConnectionSnapshot;
import io.windlass.core.monitor.LimitsSnapshot;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.TypedCompletion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A connection to a {@link ModelEndpoint}, without a link of its own: what its group would see of it. */
final class ScriptedMember implements Member {
    private static final CloseReason LOST = CloseReason.of(CloseReason.Kind.NETWORK, 1006, "connection reset");

    private final String id;
    private final ModelEndpoint endpoint;
    private final boolean push;
    private final List<Consumer<StateChange>> listeners = new ArrayList<>();
    private final List<Completion> open = new ArrayList<>();
    private final List<PushListener> followers = new ArrayList<>();
    private ConnectionState state = ConnectionState.CONNECTING;
    private int events;

    ScriptedMember(String id, ModelEndpoint endpoint, boolean push) {
        this.id = id;
        this.endpoint = endpoint;
        this.push = push;
        endpoint.members.add(this);
    }

    @Override
    public CompletableFuture<BlockchainConnection> start() {
        CompletableFuture<BlockchainConnection> started = new CompletableFuture<>();
        endpoint.world.schedule(Duration.ofMillis(10), () -> {
            if (endpoint.reachable) {
                become(ConnectionState.OPEN);
                started.complete(this);
            } else {
                become(ConnectionState.FAILED);
                started.completeExceptionally(new ConnectionFailedException(
                        "cannot connect to " + endpoint.url + ": connection refused",
                        endpoint.url,
                        1,
                        Duration.ofMillis(10),
                        null));
            }
        });
        return started;
    }

    /** Follows its endpoint's being reachable or not, as a connection that reconnects would. */
    void follow() {
        if (state == ConnectionState.OPEN && !endpoint.reachable) {
            become(ConnectionState.RECONNECTING);
            List<Completion> lost = List.copyOf(open);
            open.clear();
            lost.forEach(each -> each.failed(lost("eth_call", true)));
            List.copyOf(followers).forEach(PushListener::interrupted);
        } else if (state == ConnectionState.RECONNECTING && endpoint.reachable) {
            become(ConnectionState.OPEN);
            List.copyOf(followers).forEach(this::confirm);
        }
    }

    /** It fails for good. */
    void fail() {
        become(ConnectionState.FAILED);
    }

    private void become(ConnectionState next) {
        StateChange change = new StateChange(id, state, next, Optional.of(LOST));
        state = next;
        List.copyOf(listeners).forEach(listener -> endpoint.world.execute(() -> listener.accept(change)));
    }

    @Override
    public Attempt attempt(String method, List<Object> params, Duration timeout, Completion completion) {
        if (state.isTerminal()) {
            completion.failed(new ConnectionClosedException(id + " is closed", id, LOST, null));
            return () -> {};
        }
        endpoint.asked.add(method);
        endpoint.onAsked.accept(endpoint, method);
        if (state != ConnectionState.OPEN || endpoint.fault == ModelEndpoint.Fault.REFUSES) {
            completion.failed(lost(method, false));
            return () -> {};
        }
        open.add(completion);
        boolean seen = endpoint.fault != ModelEndpoint.Fault.BREAKS
                || endpoint.world.random().nextBoolean();
        if (seen && method.startsWith("eth_send") && endpoint.fault != ModelEndpoint.Fault.LIMITED) {
            endpoint.executed.merge(String.valueOf(params.get(0)), 1, Integer::sum);
        }
        boolean unsent = endpoint.full;
        Duration takes = unsent || endpoint.fault == ModelEndpoint.Fault.SILENT
                ? timeout
                : endpoint.latency.plusNanos(endpoint.world.random().nextInt(1_000_000));
        boolean late = takes.compareTo(timeout) >= 0;
        ModelEndpoint.Fault fault = endpoint.fault;
        endpoint.world.schedule(late ? timeout : takes, () -> {
            if (open.remove(completion)) {
                if (late) {
                    completion.failed(new CallTimeoutException(method + " was late", method, timeout, !unsent, null));
                } else {
                    end(method, params, fault, completion);
                }
            }
        });
        return () -> open.remove(completion);
    }

    private void end(String method, List<Object> params, ModelEndpoint.Fault fault, Completion completion) {
        RpcError refusal = endpoint.refusals.get(method);
        if (refusal != null) {
            completion.error(refusal);
            return;
        }
        boolean write = method.startsWith("eth_send");
        switch (fault) {
            case NONE, SILENT, REFUSES -> {
                String json = switch (method) {
                    case "eth_getBlockByNumber" -> endpoint.block(block(params.get(0)));
                    case "eth_getBlockByHash" -> endpoint.blockByHash(block(params.get(0)));
                    case "eth_syncing" -> endpoint.syncing ? "{\"currentBlock\":\"0x1\"}" : "false";
                    case "eth_blockNumber" -> "\"0x" + Long.toHexString(endpoint.head()) + "\"";
                    default -> "\"" + endpoint.url + "\"";
                };
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                completion.result(bytes, 0, bytes.length);
            }
            case BREAKS -> completion.failed(lost(method, true));
            case UNAVAILABLE ->
                completion.failed(new EndpointException(
                        "503 from " + endpoint.url, endpoint.url, 503, write, Optional.empty(), null));
            case LIMITED -> completion.error(new RpcError(429, "too many requests", Optional.empty()));
            case NODE_ERROR -> completion.error(new RpcError(-32002, "request timed out", Optional.empty()));
        }
    }

    private static String block(Object param) {
        return param instanceof BlockRef ref ? ref.toParam() : String.valueOf(param);
    }

    private BlockchainException lost(String method, boolean sent) {
        return new ConnectionLostException("the link to " + endpoint.url + " broke", id, method, sent, LOST, null);
    }

    @Override
    public boolean canPush() {
        return push;
    }

    @Override
    public Optional<Hash> genesis() {
        return Optional.of(Hash.keccak256(endpoint.genesis.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Duration readyIn() {
        return endpoint.readyIn;
    }

    @Override
    public boolean isFull() {
        return endpoint.full;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ConnectionType type() {
        return push ? ConnectionType.WEBSOCKET : ConnectionType.HTTP;
    }

    @Override
    public String endpoint() {
        return endpoint.url;
    }

    @Override
    public ConnectionState state() {
        return state;
    }

    @Override
    public long chainId() {
        return endpoint.chainId;
    }

    @Override
    public Registration onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public ConnectionStats stats() {
        return new ConnectionSnapshot(
                id,
                endpoint.url,
                state,
                Optional.empty(),
                Duration.ZERO,
                0,
                Map.of(),
                Duration.ZERO,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                LatencyStats.NONE,
                open.size(),
                0,
                0,
                new LimitsSnapshot(
                        OptionalDouble.empty(), OptionalDouble.empty(), 0, endpoint.readyIn, open.size(), 0, 1));
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        if (!state.isTerminal()) {
            become(ConnectionState.CLOSED);
            List<Completion> left = List.copyOf(open);
            open.clear();
            left.forEach(each -> each.failed(new ConnectionClosedException(id + " is closed", id, LOST, null)));
        }
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        throw new UnsupportedOperationException("a group makes attempts");
    }

    @Override
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        throw new UnsupportedOperationException("a group makes attempts");
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public CompletableFuture<Void> rotate() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public ChainReads reads() {
        return new ChainReads() {
            @Override
            public <T> CompletableFuture<T> call(Call<T> call) {
                TypedCompletion<T> completion = new TypedCompletion<>(
                        call,
                        new JsonCodecProvider().create(),
                        text -> text,
                        endpoint.world.runtime().callbacks());
                attempt(call.method(), call.params(), Duration.ofSeconds(10), completion);
                return completion.future();
            }
        };
    }

    @Override
    public Pushes pushes() {
        return (feed, listener) -> {
            followers.add(listener);
            if (endpoint.refusesFeeds) {
                endpoint.world.execute(() -> {
                    if (followers.remove(listener)) {
                        listener.ended(new SubscriptionFailedException("no feeds here", feed.name(), null));
                    }
                });
            }
            confirm(listener);
            return () -> {
                if (followers.remove(listener)) {
                    listener.ended(null);
                }
            };
        };
    }

    private void confirm(PushListener listener) {
        endpoint.world.schedule(Duration.ofMillis(20), () -> {
            if (state == ConnectionState.OPEN && endpoint.confirms && followers.contains(listener)) {
                listener.confirmed();
            }
        });
    }

    /** The node announces this to all that follow something. */
    void push(String json) {
        if (state == ConnectionState.OPEN) {
            List.copyOf(followers).forEach(each -> each.pushed(json.getBytes(StandardCharsets.UTF_8)));
        }
    }

    boolean isFollowed() {
        return !followers.isEmpty();
    }

    @Override
    public void countEvent() {
        events++;
    }

    @Override
    public void countStray() {
        throw new UnsupportedOperationException("everything is understood in this test");
    }

    /** How many events were handed over that it stands for. */
    int events() {
        return events;
    }
}

package io.windlass.core.pool;

import io.windlass.Balancer;
import io.windlass.Balancing;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.ErrorClass;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.PoolConfig;
import io.windlass.Registration;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Coalescer;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.FutureCompletion;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.rpc.RawCompletion;
import io.windlass.core.rpc.TypedCompletion;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import io.windlass.spi.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several connections to one or several endpoints of a chain, which answer calls together. It ranks the endpoints, gives each
 * call to a connection of the best one that has room, and lets calls wait where none has. Thread-safe; nothing blocks.
 */
public final class EndpointGroup {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration SHORTEST_PROBE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(5);

    private final String id;
    private final PoolConfig config;
    private final boolean byPriority;
    private final NodeRules rules;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final List<Endpoint> endpoints;
    private final Connections connections;
    private final Optional<Hedging> hedging;
    private final Optional<Coalescer> coalescer;
    private final Optional<Watch> watch;
    private final Duration requestTimeout;
    private final RetryRule retries;
    private final Choice choice;
    private final List<Runnable> rerankListeners = new CopyOnWriteArrayList<>();

    private final Object ranking = new Object();
    private final WaitingCalls waiting;
    private final Order order;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean closed;

    /**
     * A group that does nothing until {@link #start}.
     *
     * @param config how calls are spread; its endpoints are not looked at
     * @param balancing what is meant where the configuration does not say
     * @param chainId the chain it must serve, if that is known
     * @param made its endpoints, one or more
     * @param rules what is known of their nodes
     */
    public EndpointGroup(
            String id,
            PoolConfig config,
            Balancing balancing,
            OptionalLong chainId,
            List<GroupEndpoint> made,
            NodeRules rules,
            Codec codec,
            EngineRuntime runtime,
            Opener opener) {
        this.id = id;
        this.config = config;
        Balancing chosen = config.balancing().orElse(balancing);
        this.byPriority = config.balancer().isEmpty() && chosen == Balancing.PRIORITY;
        Balancer spreads =
                config.balancer().map(Balancers::guarded).orElseGet(() -> Balancers.of(chosen, runtime.random()));
        Balancer balancer = made.stream()
                .map(each -> each.config().batchWindow())
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .<Balancer>map(window -> new Gathering(spreads, window, runtime.ticker()))
                .orElse(spreads);
        this.coalescer = made.stream().anyMatch(each -> each.config().coalescing())
                ? Optional.of(new Coalescer(codec, runtime.ticker()))
                : Optional.empty();
        this.rules = rules;
        this.codec = codec;
        this.runtime = runtime;
        List<Endpoint> all = new ArrayList<>();
        made.forEach(each -> all.add(new Endpoint(all.size(), each, runtime.ticker())));
        this.endpoints = List.copyOf(all);
        this.connections = new Connections(this, endpoints, chainId, opener);
        this.waiting = new WaitingCalls(this, config.acquireTimeout());
        this.order = new Order(
                id, endpoints, byPriority, config.stickiness(), nanos(), runtime.handlers(), connections::bestOf);
        this.hedging = config.hedging().map(policy -> new Hedging(policy, nanos()));
        Duration probe = config.probeInterval();
        this.watch = endpoints.size() == 1
                ? Optional.empty()
                : Optional.of(new Watch(
                        this, endpoints, new Prober(codec, rules, probeTimeout(probe)), probe, config.maxLag()));
        this.requestTimeout = endpoints.stream()
                .map(each -> each.config().requestTimeout())
                .max(Duration::compareTo)
                .orElseThrow();
        this.retries = new RetryRule(endpoints, connections, config.attemptTimeout(), requestTimeout, runtime.random());
        this.choice = new Choice(
                connections,
                balancer,
                byPriority,
                endpoints.size() > 1,
                endpoints.size() == 1 && Balancers.looksAtFew(balancer));
    }

    /** However often is asked: on a busy machine a good answer may take a while. */
    private static Duration probeTimeout(Duration interval) {
        Duration most = interval.compareTo(LONGEST_PROBE) < 0 ? interval : LONGEST_PROBE;
        return most.compareTo(SHORTEST_PROBE) < 0 ? SHORTEST_PROBE : most;
    }

    // ---- for its faces and for feeds

    /** Its connections, in the order of the endpoints. */
    public List<Member> members() {
        return connections.members();
    }

    /**
     * The connection that feeds run over now: one of the endpoint that is best among those that can push. Where none is up it
     * is the one that was or would be. Empty if no endpoint can push that is not barred.
     */
    public Optional<Member> pushPrimary() {
        return order.pushMember().or(() -> pushers().stream().findFirst());
    }

    /**
     * The connections that feeds may run over, one to each endpoint that can push and may be believed, the best first. What an
     * endpoint announces that nobody knows yet may be of another chain.
     */
    List<Member> pushers() {
        return order().stream()
                .filter(endpoint -> endpoint.canPush()
                        && endpoint.health() != EndpointHealth.BARRED
                        && connections.isKnown(endpoint))
                .map(connections::bestOf)
                .toList();
    }

    /** True if feeds over it can be served by none of the endpoints that push and are of the group's chain. */
    boolean allPushersAre(Set<Member> members) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.canPush() && expelled(endpoint).isEmpty())
                .map(connections::bestOf)
                .allMatch(members::contains);
    }

    /** Tells whenever the endpoints were looked at anew; the listener must not block. */
    Registration onReranked(Runnable listener) {
        rerankListeners.add(listener);
        return () -> rerankListeners.remove(listener);
    }

    /**
     * A connection to the endpoint ranked first of those that are known to be of the group's chain; one that is up, if it has any.
     * Where none is known it is the one ranked first.
     */
    public Member best() {
        List<Endpoint> order = order();
        return connections.bestOf(
                order.stream().filter(connections::isKnown).findFirst().orElseGet(() -> order.get(0)));
    }

    /** As {@link #best}, once there is an endpoint that is known to be of the group's chain. */
    CompletableFuture<Member> bestKnown() {
        return order().stream().anyMatch(connections::isKnown)
                ? CompletableFuture.completedFuture(best())
                : call(Eth.chainId()).thenApply(answered -> best());
    }

    /** A connection to each endpoint that is up and not barred, the best first. */
    List<Member> well() {
        return order().stream()
                .filter(endpoint -> endpoint.health().compareTo(EndpointHealth.BARRED) < 0)
                .flatMap(endpoint -> anyUp(endpoint).stream())
                .toList();
    }

    /** Over how many connections heads are announced at once. */
    int announcers() {
        return config.announcers();
    }

    /** The one that pushes; where none does, the best one. */
    Member forFeeds() {
        return pushPrimary().orElseGet(this::best);
    }

    /** Tells whenever {@link #pushPrimary()} has become another one, in order, on a thread that may be blocked. */
    public Registration onPushPrimary(Consumer<Optional<Member>> listener) {
        return order.onPushMember(listener);
    }

    /** Tells of each connection's changes, under the connection's id. */
    public Registration onStateChange(Consumer<StateChange> listener) {
        return connections.onStateChange(listener);
    }

    /** Makes a typed call over whichever connection is best. */
    public <T> CompletableFuture<T> call(Call<T> call) {
        return begin(
                new TypedCompletion<>(call, codec, this::redact, runtime.callbacks()), call.method(), call.params());
    }

    /** Makes a typed call over whichever connection is best, by itself, and tells which endpoint answered before it completes. */
    <T> CompletableFuture<T> call(Call<T> call, Consumer<Endpoint> answerer) {
        TypedCompletion<T> completion = new TypedCompletion<>(call, codec, this::redact, runtime.callbacks());
        Attempt whole = begin(call.method(), call.params(), requestTimeout, completion, answerer);
        completion.onCancel(whole::cancel);
        return completion.future();
    }

    /** True if another endpoint than these is up and not barred. */
    boolean isAnyWellBut(Set<Endpoint> these) {
        return order().stream()
                .anyMatch(endpoint -> !these.contains(endpoint)
                        && endpoint.health().compareTo(EndpointHealth.BARRED) < 0
                        && anyUp(endpoint).isPresent());
    }

    /** Any of the endpoints may have answered. */
    String redact(String text) {
        String shown = text;
        for (Endpoint endpoint : endpoints) {
            shown = endpoint.config().redact(shown);
        }
        return shown;
    }

    /** Makes a raw call over whichever connection is best. */
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        return begin(new RawCompletion(runtime.callbacks()), method, Arrays.asList(params));
    }

    NodeRules rules() {
        return rules;
    }

    private <T> CompletableFuture<T> begin(FutureCompletion<T> completion, String method, List<Object> params) {
        Attempt whole = coalescer.isPresent() && rules.isIdempotent(method)
                ? coalescer
                        .get()
                        .ride(
                                method,
                                params,
                                requestTimeout,
                                completion,
                                (timeout, shared) -> begin(method, params, timeout, shared))
                : begin(method, params, requestTimeout, completion);
        completion.onCancel(whole::cancel);
        return completion.future();
    }

    private Attempt begin(String method, List<Object> params, Duration timeout, Completion completion) {
        return begin(method, params, timeout, completion, ignored -> {});
    }

    private Attempt begin(
            String method, List<Object> params, Duration timeout, Completion completion, Consumer<Endpoint> answerer) {
        GroupCall call = new GroupCall(this, method, params, completion, answerer, nanos(), timeout.toNanos());
        place(call);
        return call::cancel;
    }

    /** The chain it serves; empty before the first connection is up if none is configured. */
    public OptionalLong chainId() {
        return connections.chainId();
    }

    /** The hash of the chain's first block, if any connection has said it. */
    Optional<Hash> genesis() {
        return connections.genesis();
    }

    /** The numbers of each endpoint, the best first. */
    public List<EndpointStats> stats() {
        synchronized (ranking) {
            long calls = endpoints.stream().mapToLong(Endpoint::calls).sum();
            List<EndpointStats> all = new ArrayList<>();
            order().forEach(endpoint -> all.add(endpoint.stats(all.size() + 1, calls)));
            return List.copyOf(all);
        }
    }

    /** How many reads were answered along with an equal one of the group. */
    long coalesced() {
        return coalescer.map(Coalescer::joined).orElse(0L);
    }

    // ---- its life

    /**
     * Connects.
     *
     * @return completes when all connections to one endpoint are settled and one of them is up; fails when all connections
     *     of all endpoints have failed
     */
    public CompletableFuture<Void> start() {
        watch.ifPresent(Watch::start);
        return connections.start();
    }

    /** From now on a connection that fails for good is replaced, be it the only one. */
    public void established() {
        connections.established();
    }

    /** Ends the calls that wait, and watches no more. The connections are closed by whoever closes the group. */
    public void close() {
        closed = true;
        watch.ifPresent(Watch::stop);
        failAll();
    }

    private void failAll() {
        waiting.drain().forEach(call -> call.fail(closedException()));
    }

    ConnectionClosedException closedException() {
        return new ConnectionClosedException(
                id + " is closed; open another one to go on", id, CloseReason.local(), null);
    }

    // ---- what its parts ask

    String id() {
        return id;
    }

    long nanos() {
        return runtime.ticker().nanos();
    }

    Timer.Scheduled schedule(Duration delay, Runnable task) {
        return runtime.timer().schedule(delay, () -> {
            if (!closed) {
                task.run();
            }
        });
    }

    /** True once its face is closed. */
    public boolean isClosed() {
        return closed;
    }

    Connections connections() {
        return connections;
    }

    /** The endpoints, the best first. */
    List<Endpoint> order() {
        return order.bestFirst();
    }

    /** What went wrong last, with whichever endpoint. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    RetryRule retries() {
        return retries;
    }

    /** A connection to the endpoint that is up and may be used. */
    Optional<Member> anyUp(Endpoint endpoint) {
        return connections.anyUp(endpoint);
    }

    // ---- how attempts went

    void answered(Slot slot, long tookNanos, boolean hedge) {
        long now = nanos();
        slot.took(tookNanos, now);
        if (!hedge) {
            hedging.ifPresent(h -> h.answered(tookNanos));
        }
        if (slot.of().answered(tookNanos, now)) {
            rerank();
        }
    }

    /** An attempt was cut off; late if for taking too long. */
    void gaveUp(Slot slot, long tookNanos, boolean late) {
        slot.tookMoreThan(tookNanos, nanos());
        if (late) {
            hedging.ifPresent(h -> h.answered(tookNanos));
        }
    }

    void failed(Slot slot, Verdict verdict, Throwable failure, long tookNanos) {
        long now = nanos();
        lastFailure = failure;
        if (verdict.unwell() || verdict.errorClass() == ErrorClass.RATE_LIMITED) {
            slot.took(Math.max(tookNanos, Duration.ofSeconds(1).toNanos()), now);
        }
        if (slot.of().failed(verdict, String.valueOf(failure.getMessage()), tookNanos, now)) {
            Duration pause = slot.of().readyIn();
            if (!pause.isZero()) {
                schedule(pause, this::rerank);
            }
            rerank();
        }
    }

    void failedToConnect(Throwable failure) {
        lastFailure = failure;
    }

    // ---- the order of the endpoints

    /** Looks at everything anew. */
    void rerank() {
        if (closed) {
            return;
        }
        // what was seen first must not be told last
        synchronized (ranking) {
            watch.ifPresent(this::askThoseThatReturn);
            OptionalLong head = watch.map(Watch::groupHead).orElse(OptionalLong.empty());
            order.follow(endpoints.stream().map(each -> judge(each, head)).toList(), nanos());
        }
        rerankListeners.forEach(Runnable::run);
        waiting.serve();
    }

    private void askThoseThatReturn(Watch watching) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.returns(anyUp(endpoint).isPresent())) {
                schedule(Duration.ZERO, () -> watching.askSoon(endpoint));
            }
        }
    }

    private Ranked judge(Endpoint endpoint, OptionalLong groupHead) {
        return endpoint.judge(
                anyUp(endpoint).isPresent(),
                expelled(endpoint),
                pause(endpoint),
                watch.map(w -> w.headOf(endpoint)).orElse(OptionalLong.empty()),
                groupHead,
                config.maxLag());
    }

    /** How long it wants to be left alone; a call or two that it has to make room for first are no pause. */
    static Duration pause(Endpoint endpoint) {
        Duration ready = endpoint.readyIn();
        return ready.compareTo(SHORTEST_PAUSE) < 0 ? Duration.ZERO : ready;
    }

    private static Optional<String> expelled(Endpoint endpoint) {
        return endpoint.slots().stream()
                .map(Slot::expelled)
                .flatMap(Optional::stream)
                .findFirst();
    }

    // ---- calls find a connection

    /** Gives the call to a connection, or lets it wait for one. */
    void place(GroupCall call) {
        if (closed) {
            call.fail(closedException());
            return;
        }
        if (waiting.isEmpty()) {
            Slot slot = choose(call);
            if (slot != null) {
                call.over(slot, false);
                return;
            }
        }
        if (connections.allEnded()) {
            refuse(call);
        } else {
            // what cannot be encoded is told to who makes the call, not found when its turn has come
            codec.encode(List.of(new Request(0, call.method(), call.params())), false);
            waiting.add(call);
            failAllIfClosed();
        }
    }

    /** A call rests before it is repeated. */
    void rests(GroupCall call) {
        waiting.rest(call);
        failAllIfClosed();
    }

    /** The call rests no more. */
    void restIsOver(GroupCall call) {
        waiting.restIsOver(call);
    }

    /** It may have closed between the look and the entry. */
    private void failAllIfClosed() {
        if (closed) {
            failAll();
        }
    }

    /** Some connection may have room again. */
    void roomMade() {
        waiting.serve();
    }

    /** This connection may have room again. */
    void roomMade(Slot slot) {
        waiting.serve(slot);
    }

    /** Some call waits for a connection. */
    boolean someWait() {
        return !waiting.isEmpty();
    }

    /** True if the connection can be given any call, without a look at the others; a place is taken in its window. */
    boolean takesNext(Slot slot) {
        return choice.takesNext(slot);
    }

    /** Fails a call as a connection does that has ended. */
    void refuse(GroupCall call) {
        connections.bestOf(order().get(0)).attempt(call.method(), List.of(), requestTimeout, new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                throw new IllegalStateException("a connection that has ended answered");
            }

            @Override
            public void error(RpcError error) {
                throw new IllegalStateException("a connection that has ended answered");
            }

            @Override
            public void failed(BlockchainException failure) {
                call.fail(failure);
            }
        });
    }

    /** The best connection for the call, a place taken in its window; null if the call has to wait. */
    @Nullable
    Slot choose(GroupCall call) {
        return choice.of(call, order());
    }

    /** The connection for reads that one machine must answer, a place taken in its window; null if no endpoint is left that may be tried. */
    @Nullable
    Slot chooseForBundle(Set<Endpoint> tried) {
        return choice.forBundle(tried, order());
    }

    // ---- a second attempt at a call that is late

    /** Arms it, if it is wanted. */
    void hedgeLater(GroupCall call) {
        hedging.filter(policy -> call.isIdempotent())
                .ifPresent(policy -> policy.begins(nanos()).ifPresent(delay -> {
                    if (delay < call.leftNanos()) {
                        call.hedgeIn(Duration.ofNanos(delay));
                    }
                }));
    }

    /** Makes it, if a healthy connection that is not at it already has room, and not too many were made. */
    void hedge(GroupCall call) {
        Candidates chosen = choice.forHedge(call, order());
        hedging.ifPresent(policy -> {
            if (chosen.isEmpty() || !policy.spend()) {
                return;
            }
            Slot slot = choice.from(chosen);
            if (slot == null) {
                policy.unspend();
            } else {
                call.overOrFail(slot, true);
            }
        });
    }
}

package io.windlass.core.pool;

import io.windlass.AcquireTimeoutException;
import io.windlass.Balancer;
import io.windlass.Balancing;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.ErrorClass;
import io.windlass.Hash;
import io.windlass.PoolConfig;
import io.windlass.Registration;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.core.delivery.Lane;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Coalescer;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.FutureCompletion;
import io.windlass.core.rpc.MethodTable;
import io.windlass.core.rpc.RawCompletion;
import io.windlass.core.rpc.TypedCompletion;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several connections to one or several endpoints of a chain, which answer calls together. It ranks the endpoints, gives each
 * call to a connection of the best one that has room, and lets calls wait where none has. Thread-safe; nothing blocks.
 */
public final class EndpointGroup {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointGroup.class);
    private static final Duration SWEEP = Duration.ofMillis(50);
    private static final Duration FIRST_REPLACEMENT = Duration.ofSeconds(10);
    private static final Duration LAST_REPLACEMENT = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration ANY_ORDER = Duration.ofSeconds(5);
    private static final int MOST_ANNOUNCEMENTS = 10_000;
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(5);

    private final String id;
    private final PoolConfig config;
    private final boolean byPriority;
    private final Balancer balancer;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final Opener opener;
    private final long bornNanos;
    private final List<Endpoint> endpoints;
    private final List<Slot> slots;
    private final Admission admission;
    private final Optional<Hedging> hedging;
    private final Optional<Coalescer> coalescer;
    private final Optional<Watch> watch;
    private final Duration requestTimeout;
    private final int mostAttempts;

    private final Queue<GroupCall> waiting = new ConcurrentLinkedQueue<>();
    private final Set<GroupCall> resting = ConcurrentHashMap.newKeySet();
    private final Mailbox pump = new Mailbox();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean waking = new AtomicBoolean();
    private final Start start;
    private volatile List<Endpoint> order;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean closed;

    // guarded by this
    private Primary callPrimary = Primary.NONE;
    private Primary pushPrimary = Primary.NONE;
    private @Nullable Member pushMember;

    private final List<Consumer<StateChange>> stateListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Optional<Member>>> pushListeners = new CopyOnWriteArrayList<>();
    private final Lane<Member> announcements;

    /**
     * A group that does nothing until {@link #start}.
     *
     * @param config how calls are spread; its endpoints are not looked at
     * @param balancing what is meant where the configuration does not say
     * @param chainId the chain it must serve, if that is known
     * @param made its endpoints, one or more
     */
    public EndpointGroup(
            String id,
            PoolConfig config,
            Balancing balancing,
            OptionalLong chainId,
            List<GroupEndpoint> made,
            Codec codec,
            EngineRuntime runtime,
            Opener opener) {
        this.id = id;
        this.config = config;
        Balancing chosen = config.balancing().orElse(balancing);
        this.byPriority = config.balancer().isEmpty() && chosen == Balancing.PRIORITY;
        Balancer spreads =
                config.balancer().map(Balancers::guarded).orElseGet(() -> Balancers.of(chosen, runtime.random()));
        this.balancer = made.stream()
                .map(each -> each.config().batchWindow())
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .<Balancer>map(window -> new Gathering(spreads, window, runtime.ticker()))
                .orElse(spreads);
        this.coalescer = made.stream().anyMatch(each -> each.config().coalescing())
                ? Optional.of(new Coalescer(codec, runtime.ticker()))
                : Optional.empty();
        this.codec = codec;
        this.runtime = runtime;
        this.opener = opener;
        this.bornNanos = runtime.ticker().nanos();
        this.announcements = new Lane<>(MOST_ANNOUNCEMENTS, Long.MAX_VALUE, runtime.handlers(), this::tell);
        List<Endpoint> all = new ArrayList<>();
        made.forEach(each -> all.add(new Endpoint(all.size(), each)));
        this.endpoints = List.copyOf(all);
        this.order = endpoints;
        this.slots = endpoints.stream().flatMap(each -> each.slots().stream()).toList();
        this.start = new Start(endpoints);
        this.admission = new Admission(chainId);
        this.hedging = config.hedging().map(policy -> new Hedging(policy, nanos()));
        Duration probe = config.probeInterval();
        this.watch = endpoints.size() == 1
                ? Optional.empty()
                : Optional.of(new Watch(
                        this,
                        endpoints,
                        new Prober(codec, probe.compareTo(LONGEST_PROBE) < 0 ? probe : LONGEST_PROBE),
                        probe,
                        config.maxLag()));
        this.requestTimeout = endpoints.stream()
                .map(each -> each.config().requestTimeout())
                .max(Duration::compareTo)
                .orElseThrow();
        this.mostAttempts = endpoints.size() + endpoints.get(0).config().maxRetries();
    }

    // ---- for its faces and for feeds

    /** Its connections, in the order of the endpoints. */
    public List<Member> members() {
        return slots.stream().map(Slot::member).toList();
    }

    /**
     * The connection that feeds run over now: one of the endpoint that is best among those that can push. Where none is up it
     * is the one that was or would be. Empty only if no endpoint can push.
     */
    public Optional<Member> pushPrimary() {
        synchronized (this) {
            return Optional.ofNullable(pushMember).or(this::firstThatCanPush);
        }
    }

    /** A connection to the endpoint ranked first; one that is up, if it has any. */
    public Member best() {
        Endpoint first = order.get(0);
        return anyUp(first).orElseGet(() -> first.slots().get(0).member());
    }

    /** The one that pushes; where none does, the best one. */
    Member forFeeds() {
        return pushPrimary().orElseGet(this::best);
    }

    private Optional<Member> firstThatCanPush() {
        return members().stream().filter(Member::canPush).findFirst();
    }

    /** Tells whenever {@link #pushPrimary()} has become another one, in order, on a thread that may be blocked. */
    public Registration onPushPrimary(Consumer<Optional<Member>> listener) {
        pushListeners.add(listener);
        return () -> pushListeners.remove(listener);
    }

    /** Tells of each connection's changes, under the connection's id. */
    public Registration onStateChange(Consumer<StateChange> listener) {
        stateListeners.add(listener);
        return () -> stateListeners.remove(listener);
    }

    /** Makes a typed call over whichever connection is best. */
    public <T> CompletableFuture<T> call(Call<T> call) {
        return begin(
                new TypedCompletion<>(call, codec, this::redact, runtime.callbacks()), call.method(), call.params());
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

    private <T> CompletableFuture<T> begin(FutureCompletion<T> completion, String method, List<Object> params) {
        Attempt whole = coalescer.isPresent() && MethodTable.isIdempotent(method)
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
        GroupCall call = new GroupCall(this, method, params, completion, nanos(), timeout.toNanos());
        place(call);
        return call::cancel;
    }

    /** The chain it serves; empty before the first connection is up if none is configured. */
    public OptionalLong chainId() {
        return admission.chainId();
    }

    /** The hash of the chain's first block, if any connection has said it. */
    Optional<Hash> genesis() {
        return admission.genesis();
    }

    /** The numbers of each endpoint, the best first. */
    public List<EndpointStats> stats() {
        List<Endpoint> now = order;
        long calls = now.stream().mapToLong(Endpoint::calls).sum();
        List<EndpointStats> all = new ArrayList<>();
        now.forEach(endpoint -> all.add(endpoint.stats(all.size() + 1, calls)));
        return List.copyOf(all);
    }

    // ---- its life

    /**
     * Connects.
     *
     * @return completes when all connections to one endpoint are settled and one of them is up; fails when all connections
     *     of all endpoints have failed
     */
    public CompletableFuture<Void> start() {
        slots.forEach(this::start);
        watch.ifPresent(Watch::start);
        var unused = start.done().thenRun(this::established);
        return start.done();
    }

    /** From now on a connection that fails for good is replaced, be it the only one. */
    public void established() {
        start.complete();
        slots.forEach(this::replaceIfFailed);
    }

    private void start(Slot slot) {
        Member member = slot.member();
        member.onStateChange(change -> changed(slot, member, change));
        var unused = member.start().whenComplete((up, failure) -> {
            if (failure != null) {
                slot.of().trouble(String.valueOf(failure.getMessage()));
                lastFailure = failure;
            } else {
                isUp(slot);
            }
            rerank();
            start.settled(slot.of(), failure);
        });
    }

    private void changed(Slot slot, Member member, StateChange change) {
        if (slot.member() == member && !closed) {
            change.reason().ifPresent(reason -> slot.of().trouble(reason.toString()));
            if (change.to() == ConnectionState.FAILED && start.isDone()) {
                replaceIfFailed(slot);
            }
            rerank();
        }
        for (Consumer<StateChange> listener : stateListeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed on {}", id, change, e);
            }
        }
    }

    private void replaceIfFailed(Slot slot) {
        if (slot.member().state() == ConnectionState.FAILED) {
            replaceLater(slot);
        }
    }

    private void replaceLater(Slot slot) {
        if (closed || !slot.planReplacement()) {
            return;
        }
        Duration delay = FIRST_REPLACEMENT.multipliedBy(1L << Math.min(slot.replacements(), 5));
        schedule(delay.compareTo(LAST_REPLACEMENT) > 0 ? LAST_REPLACEMENT : delay, () -> replace(slot));
    }

    private void replace(Slot slot) {
        slot.replacementBegins();
        if (closed || slot.member().state() == ConnectionState.CLOSED) {
            return;
        }
        try {
            slot.replace(opener.replace(slot.member()));
        } catch (BlockchainException e) {
            slot.of().trouble(String.valueOf(e.getMessage()));
            replaceLater(slot);
            return;
        }
        start(slot);
    }

    /** Ends the calls that wait, and watches no more. The connections are closed by whoever closes the group. */
    public void close() {
        closed = true;
        watch.ifPresent(Watch::stop);
        failAll();
    }

    private void failAll() {
        List<GroupCall> left = new ArrayList<>(resting);
        resting.clear();
        for (GroupCall call = waiting.poll(); call != null; call = waiting.poll()) {
            left.add(call);
        }
        left.forEach(call -> call.fail(closedException()));
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

    /** The endpoints, the best first. */
    List<Endpoint> order() {
        return order;
    }

    int mostAttempts() {
        return mostAttempts;
    }

    /** A connection to the endpoint that is up and may be used. */
    Optional<Member> anyUp(Endpoint endpoint) {
        return endpoint.slots().stream().filter(this::isUp).map(Slot::member).findFirst();
    }

    /** How long an attempt may take: the endpoints that are left to try have their share of the time that is left. */
    long attemptNanos(GroupCall call, Endpoint on) {
        long left = call.leftNanos();
        if (endpoints.size() == 1 || !call.isIdempotent()) {
            return left;
        }
        int others = 0;
        for (Endpoint endpoint : endpoints) {
            if (endpoint != on && !call.hasTried(endpoint) && isUsable(endpoint)) {
                others++;
            }
        }
        long share = left / (others + 1);
        return others == 0
                ? left
                : Math.min(share, config.attemptTimeout().map(Duration::toNanos).orElse(requestTimeout.toNanos() / 3));
    }

    /** True if an endpoint is left that could take the call now and has not failed it. */
    boolean hasUntried(GroupCall call) {
        for (Endpoint endpoint : endpoints) {
            if (!call.hasTried(endpoint) && isUsable(endpoint)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUsable(Endpoint endpoint) {
        return endpoint.health().compareTo(EndpointHealth.BARRED) < 0
                && anyUp(endpoint).isPresent();
    }

    Duration delayBeforeAgain(int attempts, Verdict verdict) {
        if (verdict.errorClass() == ErrorClass.RATE_LIMITED) {
            return Duration.ZERO; // the endpoint's limits know for how long it must wait
        }
        ConnectionConfig settings = endpoints.get(0).config();
        Duration doubled = settings.retryDelay().multipliedBy(1L << Math.min(Math.max(0, attempts - 1), 10));
        Duration most = doubled.compareTo(settings.maxRetryDelay()) > 0 ? settings.maxRetryDelay() : doubled;
        return Duration.ofNanos(runtime.random().nextLong(most.toNanos() + 1));
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

    void gaveUp(Slot slot, long tookNanos) {
        slot.took(tookNanos, nanos());
        hedging.ifPresent(h -> h.answered(tookNanos));
    }

    void failed(Slot slot, Verdict verdict, Throwable failure, long tookNanos) {
        long now = nanos();
        lastFailure = failure;
        slot.took(Math.max(tookNanos, Duration.ofSeconds(1).toNanos()), now);
        if (slot.of().failed(verdict, String.valueOf(failure.getMessage()), tookNanos, now)) {
            Duration pause = slot.of().readyIn();
            if (!pause.isZero()) {
                schedule(pause, this::rerank);
            }
            rerank();
        }
    }

    // ---- the order of the endpoints

    /** Looks at everything anew. */
    void rerank() {
        if (closed) {
            failAll();
            return;
        }
        watch.ifPresent(w -> endpoints.forEach(each -> {
            if (each.returns(anyUp(each).isPresent())) {
                schedule(Duration.ZERO, () -> w.askSoon(each));
            }
        }));
        synchronized (this) {
            long now = nanos();
            OptionalLong head = watch.map(Watch::groupHead).orElse(OptionalLong.empty());
            List<Ranked> ranked = Ranking.order(endpoints.stream()
                    .map(each -> each.judge(
                            anyUp(each).isPresent(),
                            expelled(each),
                            pause(each),
                            watch.map(w -> w.headOf(each)).orElse(OptionalLong.empty()),
                            head,
                            config.maxLag()))
                    .toList());
            callPrimary = callPrimary.next(ranked, stickiness(now), now);
            List<Endpoint> best = new ArrayList<>();
            ranked.forEach(each -> best.add(endpoints.get(each.index())));
            if (byPriority) {
                Endpoint first = endpoints.get(callPrimary.index());
                best.remove(first);
                best.add(0, first);
            }
            order = List.copyOf(best);
            choosePushPrimary(ranked, now);
        }
        pumpIfNeeded();
    }

    /** At first, endpoints come up in any order, and the preferred one need not wait because of that. */
    private Duration stickiness(long now) {
        return now - bornNanos < ANY_ORDER.toNanos() ? Duration.ZERO : config.stickiness();
    }

    private void choosePushPrimary(List<Ranked> ranked, long now) {
        List<Ranked> pushing = ranked.stream()
                .filter(each -> endpoints.get(each.index()).canPush())
                .toList();
        if (pushing.isEmpty() || pushing.get(0).health() == EndpointHealth.DOWN && pushMember != null) {
            return;
        }
        pushPrimary = pushPrimary.next(pushing, stickiness(now), now);
        Endpoint endpoint = endpoints.get(pushPrimary.index());
        Member chosen = anyUp(endpoint).orElseGet(() -> endpoint.slots().get(0).member());
        Member before = pushMember;
        if (chosen == before) {
            return;
        }
        pushMember = chosen;
        if (before != null) {
            LOG.info("{}: feeds move from {} to {}", id, before, chosen);
        }
        announcements.offer(chosen, 0);
    }

    private void tell(Member primary) {
        for (Consumer<Optional<Member>> listener : pushListeners) {
            try {
                listener.accept(Optional.of(primary));
            } catch (RuntimeException e) {
                LOG.error("{}: a listener for its primary failed", id, e);
            }
        }
    }

    /** How long it wants to be left alone; a call or two that it has to make room for first are no pause. */
    private static Duration pause(Endpoint endpoint) {
        Duration ready = endpoint.readyIn();
        return ready.compareTo(SHORTEST_PAUSE) < 0 ? Duration.ZERO : ready;
    }

    private static Optional<String> expelled(Endpoint endpoint) {
        return endpoint.slots().stream()
                .map(Slot::expelled)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** True if it has a link to the right chain. */
    private boolean isUp(Slot slot) {
        if (slot.member().state() != ConnectionState.OPEN || slot.expelled().isPresent()) {
            return false;
        }
        if (!slot.isAdmitted()) {
            admit(slot);
        }
        return slot.isAdmitted();
    }

    private void admit(Slot slot) {
        Member member = slot.member();
        Optional<String> refusal = admission.check(member.chainId(), member.genesis());
        if (refusal.isEmpty()) {
            slot.admit();
        } else if (slot.expel(refusal.get())) {
            LOG.error(
                    "{}: {} {}; it takes no calls; point its URL at the right network",
                    id,
                    slot.endpoint(),
                    refusal.get());
            replaceLater(slot);
        }
    }

    // ---- calls find a connection

    /** Gives the call to a connection, or lets it wait for one. */
    void place(GroupCall call) {
        resting.remove(call);
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
        Optional<Member> ended = allEnded();
        if (ended.isPresent()) {
            endWith(ended.get(), call);
            return;
        }
        waiting.add(call);
        sweepLater();
        pumpIfNeeded();
        if (closed) {
            failAll();
        }
    }

    /** A call rests before it is repeated. */
    void rests(GroupCall call) {
        resting.add(call);
        if (closed) {
            failAll();
        }
    }

    /** A call has ended. */
    void ended(GroupCall call) {
        resting.remove(call);
    }

    /** A connection may have room again. */
    void roomMade() {
        pumpIfNeeded();
    }

    private void pumpIfNeeded() {
        if (!waiting.isEmpty()) {
            pump.post(this::serveWaiting);
        }
    }

    private void serveWaiting() {
        for (GroupCall first = waiting.peek(); first != null; first = waiting.peek()) {
            if (first.isDone()) {
                waiting.remove(first);
                continue;
            }
            Slot slot = choose(first);
            if (slot == null) {
                allEnded().ifPresent(ended -> {
                    for (GroupCall call = waiting.poll(); call != null; call = waiting.poll()) {
                        endWith(ended, call);
                    }
                });
                pumpWhenReady();
                return;
            }
            if (waiting.remove(first)) {
                first.over(slot, false);
            } else {
                slot.release();
            }
        }
    }

    /** Limits make room as time passes, and nobody tells. */
    private void pumpWhenReady() {
        if (endpoints.size() > 1) {
            endpoints.stream()
                    .filter(endpoint -> anyUp(endpoint).isPresent())
                    .map(Endpoint::readyIn)
                    .filter(wait -> !wait.isZero() && wait.compareTo(SWEEP) < 0)
                    .min(Duration::compareTo)
                    .filter(wait -> waking.compareAndSet(false, true))
                    .ifPresent(wait -> schedule(wait, () -> {
                        waking.set(false);
                        pumpIfNeeded();
                    }));
        }
    }

    /** A connection that says why there is none any more, if all have ended. */
    private Optional<Member> allEnded() {
        for (Slot slot : slots) {
            if (!slot.member().state().isTerminal()) {
                return Optional.empty();
            }
        }
        return Optional.of(order.get(0).slots().get(0).member());
    }

    private void endWith(Member ended, GroupCall call) {
        ended.attempt(call.method(), List.of(), requestTimeout, new Completion() {
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

    /**
     * The best connection for the call, a place taken in its window; null if the call has to wait. Endpoints that have failed
     * the call already come after those that have not, and those that are barred only where no other is up.
     */
    private @Nullable Slot choose(GroupCall call) {
        boolean othersUp = false;
        for (Preference preference : Preference.values()) {
            if (preference == Preference.BARRED && othersUp) {
                return null;
            }
            Candidates found = candidates(call, preference);
            Slot slot = found.choose(balancer);
            if (slot != null || found.worthWaitingFor() && preference == Preference.HEALTHY) {
                return slot;
            }
            othersUp = othersUp || found.anyUp();
        }
        return null;
    }

    private Candidates candidates(GroupCall call, Preference preference) {
        Candidates found = new Candidates(byPriority);
        for (Endpoint endpoint : order) {
            if (preference.fits(endpoint.health(), call.hasTried(endpoint))) {
                boolean ready = endpoints.size() == 1 || endpoint.readyIn().isZero();
                for (Slot slot : endpoint.slots()) {
                    if (isUp(slot)) {
                        found.add(slot, ready);
                    }
                }
            }
        }
        return found;
    }

    // ---- a second attempt at a call that is late

    /** Arms it, if it is wanted. */
    void hedgeLater(GroupCall call) {
        hedging.ifPresent(policy -> policy.begins(nanos()).ifPresent(delay -> {
            if (delay < call.leftNanos()) {
                call.later(Duration.ofNanos(delay), call::hedge);
            }
        }));
    }

    /** Makes it, if a healthy connection that is not at it already has room, and not too many were made. */
    void hedge(GroupCall call) {
        Candidates found = candidates(call, Preference.HEALTHY);
        if (!found.worthWaitingFor()) {
            found = candidates(call, Preference.HEALTHY_TRIED).without(call::isRunningOn);
        }
        Candidates chosen = found;
        hedging.ifPresent(policy -> {
            Slot slot = chosen.isEmpty() || !policy.spend() ? null : chosen.choose(balancer);
            if (slot != null) {
                call.over(slot, true);
            }
        });
    }

    // ---- calls that wait too long

    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            schedule(SWEEP, this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        for (GroupCall call : waiting) {
            if (!call.isDone()
                    && (call.leftNanos() <= 0
                            || call.waitedNanos() >= config.acquireTimeout().toNanos())) {
                call.fail(noRoom(call));
            }
        }
        waiting.removeIf(GroupCall::isDone);
        if (!waiting.isEmpty()) {
            sweepLater();
        }
        pumpIfNeeded();
    }

    private AcquireTimeoutException noRoom(GroupCall call) {
        int active = (int) slots.stream().filter(slot -> slot.inFlight() > 0).count();
        int idle = (int) slots.stream()
                .filter(slot -> slot.inFlight() == 0 && isUp(slot))
                .count();
        int waits = waiting.size();
        Duration waited = Duration.ofNanos(call.waitedNanos());
        Throwable cause = lastFailure;
        List<String> unwell = order.stream()
                .filter(endpoint -> endpoint.health() != EndpointHealth.HEALTHY)
                .map(endpoint -> endpoint.shown() + " " + endpoint.why())
                .toList();
        return new AcquireTimeoutException(
                id + ": no connection could take " + call.method() + " within " + waited.toMillis() + " ms ("
                        + slots.size() + " connections: " + active + " active, " + idle + " idle; " + waits
                        + " calls waiting)"
                        + (unwell.isEmpty() ? "" : "; " + String.join(", ", unwell))
                        + (cause == null ? "" : "; last failure: " + cause.getMessage())
                        + "; "
                        + (active == slots.size()
                                ? "raise the size or acquireTimeout, or make fewer calls at once"
                                : "look at the endpoints, or add another one"),
                id,
                waited,
                slots.size(),
                active,
                idle,
                waits,
                cause);
    }
}

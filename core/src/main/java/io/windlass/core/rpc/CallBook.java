package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.rpc.Asked.Owner;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import io.windlass.spi.Outbound;
import io.windlass.spi.Request;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection: those in flight, by id, those that wait for a link, and those that wait for their turn within
 * the endpoint's limits. Ids are never used twice, whatever link they went over. Thread-safe; nothing blocks.
 *
 * <p>A call ends in exactly one way: an answer, its deadline, cancellation, the loss of its link, or the end of the
 * connection. Whoever claims it first completes it.
 */
public final class CallBook {
    private static final CloseReason NO_LINK =
            CloseReason.of(CloseReason.Kind.NETWORK, 0, "no link is up at the moment");

    private final ConnectionConfig config;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final ConnectionCounters counters;
    private final EndpointLimits limits;
    private final CallFailures failures;
    private final Duration sweepInterval;
    private final Optional<Coalescer> coalescer;
    private final Optional<Batcher> batcher;

    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentMap<Long, PendingCall> inFlight = new ConcurrentHashMap<>();
    private final Queue<PendingCall> waiting = new ConcurrentLinkedQueue<>();

    /** Calls that will go on when their backoff is over, their turn comes, or their batch is gathered. */
    private final Set<PendingCall> resting = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean sweeping = new AtomicBoolean();

    private volatile @Nullable Link current;
    private volatile @Nullable Supplier<BlockchainException> ended;
    private volatile @Nullable Supplier<BlockchainException> refusing;
    private volatile @Nullable CompletableFuture<Void> drained;

    /**
     * A book without a link.
     *
     * @param limits shared with all connections to the same endpoint
     */
    public CallBook(
            String connectionId,
            ConnectionConfig config,
            Codec codec,
            EngineRuntime runtime,
            ConnectionCounters counters,
            EndpointLimits limits) {
        this.config = config;
        this.codec = codec;
        this.runtime = runtime;
        this.counters = counters;
        this.limits = limits;
        this.failures = new CallFailures(connectionId, config);
        this.coalescer = config.coalescing() ? Optional.of(new Coalescer(codec, runtime.ticker())) : Optional.empty();
        this.batcher = config.batchWindow()
                .map(window -> new Batcher(window, limits::maxBatch, runtime.timer(), this::sendGathered));
        long shortest =
                Math.min(config.requestTimeout().toMillis(), config.timeout().toMillis());
        long millis = Math.min(250, Math.max(5, shortest / 20));
        this.sweepInterval = Duration.ofMillis(millis);
    }

    // calls begin

    /** Makes a typed call over the current link, or over the next one if there is none. */
    public <T> CompletableFuture<T> call(Call<T> call) {
        return begin(
                new TypedCompletion<>(call, codec, config::redact, runtime.callbacks()), call.method(), call.params());
    }

    /** Makes a raw call over the current link, or over the next one if there is none. */
    public CompletableFuture<RpcResponse> send(String method, List<Object> params) {
        return begin(new RawCompletion(runtime.callbacks()), method, params);
    }

    private <T> CompletableFuture<T> begin(FutureCompletion<T> completion, String method, List<Object> params) {
        Coalescer.Start start = (timeout, whoever) -> start(newCall(method, params, whoever, timeout, Owner.BOOK));
        Attempt attempt = coalescer.isPresent() && MethodTable.isIdempotent(method)
                ? coalescer.get().ride(method, params, config.requestTimeout(), completion, start)
                : start.begin(config.requestTimeout(), completion);
        completion.onCancel(attempt::cancel);
        return completion.future();
    }

    /**
     * Makes one attempt at a call over the current link: it is not repeated and waits for no link. The completion runs on the
     * thread that brings the news, which may be this one.
     */
    public Attempt attempt(String method, List<Object> params, Duration timeout, Completion completion) {
        return start(newCall(method, params, completion, timeout, Owner.CALLER));
    }

    private Attempt start(PendingCall call) {
        counters.calls.increment();
        Supplier<BlockchainException> refusal = refusing != null ? refusing : ended;
        if (refusal != null) {
            fail(call, refusal.get());
        } else {
            dispatch(call);
        }
        return () -> abandon(call);
    }

    /**
     * Makes a call of the engine's own over one link: it waits for no other and is not repeated. The completion runs on the
     * thread that brings the answer, before anything that follows it on the link.
     */
    public void request(Link link, String method, List<Object> params, Completion completion) {
        request(link, method, params, config.requestTimeout(), completion);
    }

    /** As {@link #request(Link, String, List, Completion)}, with a deadline of its own. */
    public void request(Link link, String method, List<Object> params, Duration timeout, Completion completion) {
        PendingCall call = newCall(method, params, completion, timeout, Owner.LINK);
        limits.charge(call);
        sendOver(link, call);
    }

    private PendingCall newCall(
            String method, List<Object> params, Completion completion, Duration timeout, Owner owner) {
        long id = ids.incrementAndGet();
        byte[] payload = codec.encode(List.of(new Request(id, method, params)), false);
        return new PendingCall(
                id,
                new Asked(method, params, completion, owner, runtime.ticker().nanos(), timeout),
                payload);
    }

    // their way to a link

    private void dispatch(PendingCall call) {
        if (current == null) {
            waitForNextLink(call, null);
        } else if (limits.pass(call)) {
            go(call);
        } else {
            waitForTurn(call, false);
        }
    }

    private void waitForTurn(PendingCall call, boolean wasSentBack) {
        resting.add(call);
        sweepLater();
        limits.enter(call, wasSentBack, turns);
        failIfEnded();
    }

    private final EndpointLimits.Entrant turns = new EndpointLimits.Entrant() {
        @Override
        public void admitted(PendingCall call) {
            if (resting.remove(call) && !call.isDone()) {
                go(call);
            } else {
                limits.leave(call);
            }
        }

        @Override
        public void refused(PendingCall call, Duration pause) {
            resting.remove(call);
            fail(call, failures.pausing(call, pause));
        }
    };

    /** Its turn has come. */
    private void go(PendingCall call) {
        Link link = current;
        if (link == null) {
            limits.leave(call);
            waitForNextLink(call, null);
        } else if (batcher.isPresent() && batcher.get().takes(call)) {
            resting.add(call);
            sweepLater();
            batcher.get().add(call);
            failIfEnded();
        } else {
            sendOver(link, call);
        }
    }

    private void sendGathered(List<PendingCall> gathered) {
        List<PendingCall> calls = new ArrayList<>(gathered);
        calls.removeIf(call -> !resting.remove(call) || call.isDone());
        Link link = current;
        if (link == null) {
            calls.forEach(limits::leave);
            calls.forEach(call -> waitForNextLink(call, null));
        } else if (calls.size() == 1) {
            sendOver(link, calls.get(0));
        } else if (!calls.isEmpty()) {
            sendBatch(link, calls);
        }
    }

    private void sendBatch(Link link, List<PendingCall> calls) {
        List<Request> requests = calls.stream()
                .map(call -> new Request(call.id, call.asked.method, call.asked.params))
                .toList();
        Batch batch = new Batch(List.copyOf(calls), codec.encode(requests, true));
        for (PendingCall call : calls) {
            call.batch = batch;
            enter(link, call);
        }
        sweepLater();
        if (current != link) {
            calls.forEach(call -> backFrom(link, call));
        } else {
            link.send(batch);
        }
    }

    private void sendOver(Link link, PendingCall call) {
        enter(link, call);
        if (call.isDone()) {
            take(call);
            return;
        }
        sweepLater();
        // a link that has closed swallows what it is given: who enters a call after detach() has looked must see that
        // it has
        if (call.isPinned() || current == link || !backFrom(link, call)) {
            link.send(call);
        }
    }

    private void enter(Link link, PendingCall call) {
        call.link = link;
        inFlight.put(call.id, call);
    }

    /** True for who takes the call out of flight, and has to see to it from now on. */
    private boolean take(PendingCall call) {
        boolean mine = inFlight.remove(call.id, call);
        if (mine) {
            limits.leave(call);
        }
        return mine;
    }

    private boolean backFrom(Link link, PendingCall call) {
        boolean mine = take(call);
        if (mine) {
            waitForNextLink(call, link);
        }
        return mine;
    }

    /** The link a call was on is gone, whether or not {@link #detach} has said so yet. */
    private void waitForNextLink(PendingCall call, @Nullable Link gone) {
        if (call.asked.owner == Owner.CALLER) {
            fail(call, failures.lost(call, NO_LINK));
            return;
        }
        waiting.add(call);
        sweepLater();
        if (current != gone) {
            flush();
        }
        failIfEnded();
    }

    private void flush() {
        while (current != null) {
            PendingCall next = waiting.poll();
            if (next == null) {
                return;
            }
            if (!next.isDone()) {
                dispatch(next);
            }
        }
    }

    // links come and go

    /** From now on calls go over this link; those that waited go first. */
    public void attach(Link link) {
        current = link;
        flush();
    }

    /**
     * The link is gone: what may be repeated waits for the next one, the rest fails.
     */
    public void detach(Link link, CloseReason reason) {
        if (current == link) {
            current = null;
        }
        for (PendingCall call : inFlight.values()) {
            if (call.link == link && take(call)) {
                repeatOrFail(call, reason);
            }
        }
    }

    private void repeatOrFail(PendingCall call, CloseReason reason) {
        if (call.isDone()) {
            return;
        }
        if (call.mayBeRepeated()) {
            waitForNextLink(repetition(call), call.link);
            return;
        }
        fail(call, failures.lost(call, reason));
    }

    private PendingCall repetition(PendingCall call) {
        long id = ids.incrementAndGet();
        return call.again(id, encode(id, call));
    }

    private byte[] encode(long id, PendingCall call) {
        return codec.encode(List.of(new Request(id, call.asked.method, call.asked.params)), false);
    }

    /**
     * Takes no more calls and lets those there are come to their end.
     *
     * @param refusal what later calls fail with
     * @return completes when the last one has ended
     */
    public CompletableFuture<Void> drain(Supplier<BlockchainException> refusal) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        refusing = refusal;
        drained = done;
        checkDrained();
        return done;
    }

    private void checkDrained() {
        CompletableFuture<Void> done = drained;
        if (done != null && size() == 0) {
            done.complete(null);
        }
    }

    /** True if no call is in flight over the link. */
    public boolean isIdle(Link link) {
        return inFlight.values().stream().noneMatch(call -> call.link == link);
    }

    /** The connection takes no more calls: all that wait or are in flight fail, and so does every later one. */
    public void end(Supplier<BlockchainException> failure) {
        current = null;
        ended = failure;
        failIfEnded();
    }

    private void failIfEnded() {
        Supplier<BlockchainException> failure = ended;
        if (failure == null) {
            return;
        }
        for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
            fail(call, failure.get());
        }
        for (PendingCall call : List.copyOf(resting)) {
            if (resting.remove(call)) {
                fail(call, failure.get());
            }
        }
        for (PendingCall call : inFlight.values()) {
            if (take(call)) {
                cancelOnLink(call);
                fail(call, failure.get());
            }
        }
    }

    // what the link tells

    /** The link has handed the message to its socket. */
    public void sent(Outbound message) {
        callsOf(message).forEach(call -> call.sent = true);
        counters.messagesSent.increment();
        counters.bytesSent.add(message.payload().length);
    }

    private static List<PendingCall> callsOf(Outbound message) {
        return message instanceof Batch batch ? batch.calls : List.of((PendingCall) message);
    }

    /** The message did not get through, or its exchange broke. */
    public void failed(Outbound message, TransportFailure failure) {
        boolean blamesBatch = message instanceof Batch && BatchRule.blames(failure);
        if (blamesBatch) {
            limits.batchRefused(callsOf(message).size());
        }
        for (PendingCall call : callsOf(message)) {
            if (take(call) && !call.isDone()) {
                if (blamesBatch) {
                    sendSingly(call);
                } else {
                    failed(call, failure);
                }
            }
        }
    }

    private void failed(PendingCall call, TransportFailure failure) {
        // over HTTP a message is handed over before there is a socket: what the transport says now is the better
        // knowledge
        call.sent = failure.mayHaveBeenProcessed();
        if (failure.kind() == TransportFailure.Kind.CLOSED) {
            repeatOrFail(call, failures.reasonOf(failure));
            return;
        }
        if (isComplaint(failure)) {
            limits.complained(call, failure.retryAfter());
            if (call.isOutcomeUnknown() || !comeBack(call, failure.retryAfter())) {
                fail(call, failures.refused(call, failure));
            }
            return;
        }
        boolean broken = switch (failure.kind()) {
            case NETWORK, CONNECT, UNKNOWN_HOST, TIMEOUT -> true;
            case TLS, STATUS, PROTOCOL, TOO_LARGE, CLOSED -> false;
        };
        if (broken && call.mayBeRepeated() && call.attempt < config.maxRetries()) {
            waitAndDispatch(repetition(call));
        } else if (broken) {
            fail(call, failures.lost(call, failures.reasonOf(failure)));
        } else {
            fail(call, failures.refused(call, failure));
        }
    }

    /** Too many requests; or not now, with a time to come back. */
    private static boolean isComplaint(TransportFailure failure) {
        return failure.status() == 429
                || failure.status() == 503 && failure.retryAfter().isPresent();
    }

    /** A call that was sent back unexecuted goes again, if there is time. */
    private boolean comeBack(PendingCall call, Optional<Duration> pause) {
        long left = call.asked.nanosLeft(runtime.ticker().nanos());
        if (call.asked.owner != Owner.BOOK || pause.orElse(Duration.ZERO).toNanos() >= left) {
            return false;
        }
        call.asked.refusals.incrementAndGet();
        waitForTurn(repetition(call), true);
        return true;
    }

    /** The endpoint did not take the batch that the call was in. */
    private void sendSingly(PendingCall call) {
        long id = ids.incrementAndGet();
        dispatch(call.singly(id, encode(id, call)));
    }

    private void waitAndDispatch(PendingCall call) {
        Duration base = config.retryDelay().multipliedBy(1L << Math.min(call.attempt - 1, 10));
        Duration capped = base.compareTo(config.maxRetryDelay()) > 0 ? config.maxRetryDelay() : base;
        Duration delay = Duration.ofNanos(runtime.random().nextLong(capped.toNanos() + 1));
        resting.add(call);
        sweepLater();
        runtime.timer().schedule(delay, () -> {
            if (resting.remove(call) && !call.isDone()) {
                dispatch(call);
            }
        });
        failIfEnded();
    }

    // answers

    /** The node answered with a result. Unknown ids are counted: late, doubled, or never ours. */
    public void result(long id, byte[] bytes, int offset, int length) {
        PendingCall call = inFlight.get(id);
        if (call != null && take(call) && call.asked.claim()) {
            limits.answered(call);
            record(call);
            call.asked.completion.result(bytes, offset, length);
            checkDrained();
        } else {
            counters.strayMessages.increment();
        }
    }

    private void record(PendingCall call) {
        if (!call.isPinned()) {
            counters.latencies.record(runtime.ticker().nanos() - call.asked.startNanos);
        }
    }

    /** The node answered with an error. */
    public void error(long id, RpcError error) {
        PendingCall call = inFlight.get(id);
        if (call == null || !take(call) || call.isDone()) {
            counters.strayMessages.increment();
            return;
        }
        NodeErrorClass meaning = NodeErrors.classify(error);
        Batch batch = call.batch;
        if (meaning == NodeErrorClass.RATE_LIMITED) {
            complained(call, error);
        } else if (meaning == NodeErrorClass.BATCH_REFUSED && batch != null) {
            limits.batchRefused(batch.calls.size());
            sendSingly(call);
        } else {
            limits.answered(call);
            endWith(call, error);
        }
    }

    /** The call was not executed: it goes again, if there is time. */
    private void complained(PendingCall call, RpcError complaint) {
        Optional<Duration> pause = NodeErrors.pauseAsked(complaint);
        limits.complained(call, pause);
        if (!comeBack(call, pause)) {
            endWith(call, complaint);
        }
    }

    private void endWith(PendingCall call, RpcError error) {
        if (call.asked.claim()) {
            record(call);
            call.asked.completion.error(shown(error));
            checkDrained();
        }
    }

    /** Servers echo keys in their errors: what of ours is in it is taken out. */
    private RpcError shown(RpcError error) {
        return new RpcError(
                error.code(),
                config.redact(error.message()),
                error.data().map(data -> Json.of(config.redact(data.text()))));
    }

    /** An exchange brought an error that names no request: it belongs to the exchange. */
    public void errorOf(Outbound exchange, RpcError error) {
        if (exchange instanceof Batch batch) {
            batch.refusal = error; // others of the batch may be answered yet
        } else {
            error(((PendingCall) exchange).id, error);
        }
    }

    /** An exchange ended; if its calls are still open, the answer was not what was asked for. */
    public void exchangeEnded(Outbound exchange, String why) {
        if (exchange instanceof Batch batch) {
            batchEnded(batch);
            return;
        }
        PendingCall call = (PendingCall) exchange;
        if (take(call)) {
            fail(call, failures.notAnAnswer(call, why));
        }
    }

    private void batchEnded(Batch batch) {
        List<PendingCall> open = new ArrayList<>(batch.calls);
        open.removeIf(call -> !take(call) || call.isDone());
        RpcError refusal = batch.refusal;
        if (refusal != null && NodeErrors.classify(refusal) == NodeErrorClass.RATE_LIMITED) {
            open.forEach(call -> complained(call, refusal));
            return;
        }
        if (open.size() == batch.calls.size()) {
            limits.batchRefused(batch.calls.size());
        }
        open.forEach(this::sendSingly);
        checkDrained();
    }

    /**
     * An error came over a link that tells nobody's whose answers are, and it names no request. It can be the answer to a
     * batch; since batches hold nothing but reads, those of which nothing was answered yet are sent again.
     */
    public void errorWithoutOwner(Link link) {
        Set<Batch> unanswered = new LinkedHashSet<>();
        for (PendingCall call : inFlight.values()) {
            Batch batch = call.batch;
            if (call.link == link && batch != null) {
                unanswered.add(batch);
            }
        }
        unanswered.removeIf(batch -> batch.calls.stream().anyMatch(call -> inFlight.get(call.id) != call));
        unanswered.forEach(this::batchEnded);
    }

    // calls end

    /** How many calls wait for an answer, a link or their turn. */
    public int size() {
        return inFlight.size() + waiting.size() + resting.size();
    }

    private void abandon(PendingCall call) {
        if (!call.asked.claim()) {
            return;
        }
        PendingCall latest = call.asked.latest;
        if (latest != null && take(latest)) {
            cancelOnLink(latest);
        } else if (latest != null && (resting.remove(latest) || waiting.remove(latest))) {
            limits.leave(latest);
        }
        checkDrained();
    }

    private static void cancelOnLink(PendingCall call) {
        Link link = call.link;
        Batch batch = call.batch;
        if (link == null) {
            return;
        }
        if (batch == null) {
            link.cancel(call);
        } else if (batch.isDone()) {
            link.cancel(batch);
        }
    }

    private void fail(PendingCall call, BlockchainException failure) {
        limits.leave(call);
        if (call.asked.claim()) {
            if (!call.isPinned()) {
                counters.failedCalls.increment();
            }
            call.asked.completion.failed(failure);
            checkDrained();
        }
    }

    /** Deadlines are looked at every so often rather than by a timer each: most calls end long before theirs. */
    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            runtime.timer().schedule(sweepInterval, this::sweep);
        }
    }

    private void sweep() {
        sweeping.set(false);
        long now = runtime.ticker().nanos();
        for (PendingCall call : inFlight.values()) {
            if (call.asked.nanosLeft(now) <= 0 && take(call)) {
                fail(call, failures.late(call));
                cancelOnLink(call);
            }
        }
        waiting.removeIf(call -> expireIfLate(call, now));
        resting.removeIf(call -> expireIfLate(call, now));
        if (size() > 0) {
            sweepLater();
        }
    }

    /** True if the call has ended, now or before. */
    private boolean expireIfLate(PendingCall call, long now) {
        if (call.asked.nanosLeft(now) <= 0) {
            fail(call, failures.late(call));
        }
        boolean done = call.isDone();
        if (done) {
            limits.leave(call);
        }
        return done;
    }

    /** Copies a slice, for who keeps it. */
    static byte[] keep(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}

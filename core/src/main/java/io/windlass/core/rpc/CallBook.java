package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.RpcResponse;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.rpc.Asked.Owner;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import io.windlass.spi.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
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
    private final NodeRules rules;
    private final CallFailures failures;
    private final Optional<Coalescer> coalescer;
    private final Optional<Batcher> batcher;

    private final OpenCalls open;
    private final Answers answers;
    private final AtomicLong ids = new AtomicLong();

    private volatile @Nullable Link current;
    private volatile @Nullable Supplier<BlockchainException> ended;
    private volatile @Nullable Supplier<BlockchainException> refusing;
    private volatile @Nullable CompletableFuture<Void> drained;

    /**
     * A book without a link.
     *
     * @param limits shared with all connections to the same endpoint
     * @param rules what is known of its nodes
     */
    public CallBook(
            String connectionId,
            ConnectionConfig config,
            Codec codec,
            EngineRuntime runtime,
            ConnectionCounters counters,
            EndpointLimits limits,
            NodeRules rules) {
        this.config = config;
        this.codec = codec;
        this.runtime = runtime;
        this.counters = counters;
        this.limits = limits;
        this.rules = rules;
        this.failures = new CallFailures(connectionId, config);
        this.coalescer = config.coalescing() ? Optional.of(new Coalescer(codec, runtime.ticker())) : Optional.empty();
        this.batcher = config.batchWindow()
                .map(window -> new Batcher(window, limits::maxBatch, runtime.timer(), this::sendGathered));
        this.open = new OpenCalls(config, runtime, limits, call -> fail(call, failures.late(call)));
        this.answers = new Answers(this, open, config, runtime.ticker(), counters, limits, rules, failures);
    }

    /** Takes what links tell of the calls. */
    public Answers answers() {
        return answers;
    }

    /** What is known of the nodes that it calls. */
    public NodeRules rules() {
        return rules;
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
        Attempt attempt = coalescer.isPresent() && rules.isIdempotent(method)
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

    /**
     * Makes several reads in one message, so that behind a load balancer one machine answers all. They are attempted once, over the
     * present link; if the endpoint takes no batches, or no calls for now, they go one after the other, and so do the first ones
     * that are too many for a batch.
     */
    public <A, B, R> CompletableFuture<R> together(List<Call<A>> these, Call<B> last, BiFunction<List<A>, B, R> merge) {
        List<PendingCall> calls = new ArrayList<>();
        List<CompletableFuture<A>> answers = new ArrayList<>();
        for (Call<A> each : these) {
            answers.add(answer(each, calls));
        }
        CompletableFuture<B> lastAnswer = answer(last, calls);
        Link link = current;
        int alone = Math.max(0, calls.size() - limits.maxBatch());
        if (link == null
                || refusing != null
                || calls.size() - alone < 2
                || !limits.readyIn().isZero()) {
            calls.forEach(this::start);
        } else {
            calls.subList(0, alone).forEach(this::start);
            List<PendingCall> batch = calls.subList(alone, calls.size());
            counters.calls.add(batch.size());
            batch.forEach(limits::charge);
            sendBatch(link, batch);
            failIfEnded();
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenCombine(
                        lastAnswer,
                        (done, b) -> merge.apply(
                                answers.stream().map(CompletableFuture::join).toList(), b));
    }

    private <T> CompletableFuture<T> answer(Call<T> call, List<PendingCall> calls) {
        TypedCompletion<T> completion = new TypedCompletion<>(call, codec, config::redact, runtime.callbacks());
        calls.add(newCall(call.method(), call.params(), completion, config.requestTimeout(), Owner.CALLER));
        return completion.future();
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
                new Asked(
                        method,
                        params,
                        completion,
                        owner,
                        rules,
                        runtime.ticker().nanos(),
                        timeout),
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
        open.rest(call);
        limits.enter(call, wasSentBack, turns);
        failIfEnded();
    }

    private final EndpointLimits.Entrant turns = new EndpointLimits.Entrant() {
        @Override
        public void admitted(PendingCall call) {
            if (open.wake(call) && !call.isDone()) {
                go(call);
            } else {
                limits.leave(call);
            }
        }

        @Override
        public void refused(PendingCall call, Duration pause) {
            open.wake(call);
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
            open.rest(call);
            batcher.get().add(call);
            failIfEnded();
        } else {
            sendOver(link, call);
        }
    }

    private void sendGathered(List<PendingCall> gathered) {
        List<PendingCall> calls = new ArrayList<>(gathered);
        calls.removeIf(call -> !open.wake(call) || call.isDone());
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
        calls.forEach(call -> open.fly(call, link, batch));
        if (current != link) {
            calls.forEach(call -> backFrom(link, call));
        } else {
            link.send(batch);
        }
    }

    private void sendOver(Link link, PendingCall call) {
        open.fly(call, link, null);
        if (call.isDone()) {
            open.land(call);
            return;
        }
        // a link that has closed swallows what it is given: who enters a call after detach() has looked must see that
        // it has
        if (call.isPinned() || current == link || !backFrom(link, call)) {
            link.send(call);
        }
    }

    private boolean backFrom(Link link, PendingCall call) {
        boolean mine = open.land(call);
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
        open.waitForLink(call);
        if (current != gone) {
            flush();
        }
        failIfEnded();
    }

    private void flush() {
        while (current != null) {
            PendingCall next = open.nextForLink();
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
        for (PendingCall call : open.inFlight()) {
            if (call.link == link && open.land(call)) {
                repeatOrFail(call, reason);
            }
        }
    }

    void repeatOrFail(PendingCall call, CloseReason reason) {
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

    void checkDrained() {
        CompletableFuture<Void> done = drained;
        if (done != null && size() == 0) {
            done.complete(null);
        }
    }

    /** True if no call is in flight over the link. */
    public boolean isIdle(Link link) {
        return open.inFlight().stream().noneMatch(call -> call.link == link);
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
        open.removeAll(call -> fail(call, failure.get()));
    }

    /** A call that was sent back unexecuted goes again, if there is time. */
    boolean comeBack(PendingCall call, Optional<Duration> pause) {
        long left = call.asked.nanosLeft(runtime.ticker().nanos());
        if (call.asked.owner != Owner.BOOK || pause.orElse(Duration.ZERO).toNanos() >= left) {
            return false;
        }
        call.asked.refusals.incrementAndGet();
        waitForTurn(repetition(call), true);
        return true;
    }

    /** The endpoint did not take the batch that the call was in. */
    void sendSingly(PendingCall call) {
        long id = ids.incrementAndGet();
        dispatch(call.singly(id, encode(id, call)));
    }

    /** The call goes again after a backoff. */
    void repeatLater(PendingCall failed) {
        PendingCall call = repetition(failed);
        Duration base = config.retryDelay().multipliedBy(1L << Math.min(call.attempt - 1, 10));
        Duration capped = base.compareTo(config.maxRetryDelay()) > 0 ? config.maxRetryDelay() : base;
        Duration delay = Duration.ofNanos(runtime.random().nextLong(capped.toNanos() + 1));
        open.rest(call);
        runtime.timer().schedule(delay, () -> {
            if (open.wake(call) && !call.isDone()) {
                dispatch(call);
            }
        });
        failIfEnded();
    }

    // calls end

    /** How many calls wait for an answer, a link or their turn. */
    public int size() {
        return open.size();
    }

    /** How many reads were answered along with an equal one. */
    public long coalesced() {
        return coalescer.map(Coalescer::joined).orElse(0L);
    }

    private void abandon(PendingCall call) {
        if (!call.asked.claim()) {
            return;
        }
        PendingCall latest = call.asked.latest;
        if (latest != null) {
            open.remove(latest);
        }
        checkDrained();
    }

    void fail(PendingCall call, BlockchainException failure) {
        limits.leave(call);
        if (call.asked.claim()) {
            if (!call.isPinned()) {
                counters.failedCalls.increment();
            }
            call.asked.completion.failed(failure);
            checkDrained();
        }
    }

    /** Copies a slice, for who keeps it. */
    static byte[] keep(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}

package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import io.windlass.spi.Outbound;
import io.windlass.spi.Request;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
 * The calls of one connection: those in flight, by id, and those that wait for a link. Ids are never used twice, whatever
 * link they went over. Thread-safe; nothing blocks.
 *
 * <p>A call ends in exactly one way: an answer, its deadline, cancellation, the loss of its link, or the end of the
 * connection. Whoever claims it first completes it.
 */
public final class CallBook {
    private static final String MAY_BE_EXECUTED =
            "; the node may have executed it: look at the chain before sending it again";
    private static final CloseReason NO_LINK =
            CloseReason.of(CloseReason.Kind.NETWORK, 0, "no link is up at the moment");

    private final String connectionId;
    private final ConnectionConfig config;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final ConnectionCounters counters;
    private final Duration sweepInterval;

    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentMap<Long, PendingCall> inFlight = new ConcurrentHashMap<>();
    private final Queue<PendingCall> waiting = new ConcurrentLinkedQueue<>();

    /** Calls that will be repeated when their backoff is over. */
    private final Set<PendingCall> resting = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean sweeping = new AtomicBoolean();

    private volatile @Nullable Link current;
    private volatile @Nullable Supplier<BlockchainException> ended;
    private volatile @Nullable Supplier<BlockchainException> refusing;
    private volatile @Nullable CompletableFuture<Void> drained;

    /** A book without a link. */
    public CallBook(
            String connectionId,
            ConnectionConfig config,
            Codec codec,
            EngineRuntime runtime,
            ConnectionCounters counters) {
        this.connectionId = connectionId;
        this.config = config;
        this.codec = codec;
        this.runtime = runtime;
        this.counters = counters;
        long shortest =
                Math.min(config.requestTimeout().toMillis(), config.timeout().toMillis());
        long millis = Math.min(250, Math.max(5, shortest / 20));
        this.sweepInterval = Duration.ofMillis(millis);
    }

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
        PendingCall call = newCall(method, params, completion, config.requestTimeout(), false, false);
        completion.onCancel(() -> abandon(call));
        counters.calls.increment();
        Supplier<BlockchainException> refusal = refusing;
        if (refusal != null) {
            fail(call, refusal.get());
        } else {
            dispatch(call);
        }
        return completion.future();
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
        sendOver(link, newCall(method, params, completion, timeout, true, false));
    }

    /**
     * Makes one attempt at a call over the current link: it is not repeated and waits for no link. The completion runs on the
     * thread that brings the news, which may be this one.
     */
    public Attempt attempt(String method, List<Object> params, Duration timeout, Completion completion) {
        PendingCall call = newCall(method, params, completion, timeout, false, true);
        counters.calls.increment();
        Supplier<BlockchainException> refusal = refusing != null ? refusing : ended;
        Link link = current;
        if (refusal != null) {
            fail(call, refusal.get());
        } else if (link == null) {
            fail(call, lost(call, NO_LINK));
        } else {
            sendOver(link, call);
        }
        return () -> abandon(call);
    }

    private PendingCall newCall(
            String method, List<Object> params, Completion completion, Duration timeout, boolean pinned, boolean once) {
        long id = ids.incrementAndGet();
        byte[] payload = codec.encode(List.of(new Request(id, method, params)), false);
        return new PendingCall(
                id, method, params, payload, completion, runtime.ticker().nanos(), timeout.toNanos(), pinned, once);
    }

    private void dispatch(PendingCall call) {
        Link link = current;
        if (link != null) {
            sendOver(link, call);
            return;
        }
        waiting.add(call);
        sweepLater();
        // the link may have come, or the connection ended, between the look and the entry
        flush();
        failIfEnded();
    }

    private void sendOver(Link link, PendingCall call) {
        call.link = link;
        inFlight.put(call.id, call);
        if (call.isDone()) {
            inFlight.remove(call.id);
            return;
        }
        sweepLater();
        // a link that has closed swallows what it is given: who enters a call after detach() has looked must see that
        // it has
        if (!call.pinned && current != link && inFlight.remove(call.id, call)) {
            waitForNextLink(call, link);
            return;
        }
        link.send(call);
    }

    /** The link a call was on is gone, whether or not {@link #detach} has said so yet. */
    private void waitForNextLink(PendingCall call, @Nullable Link gone) {
        if (call.once) {
            fail(call, lost(call, NO_LINK));
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
        Link link = current;
        while (link != null) {
            PendingCall next = waiting.poll();
            if (next == null) {
                return;
            }
            if (!next.isDone()) {
                sendOver(link, next);
            }
            link = current;
        }
    }

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
            if (call.link == link && inFlight.remove(call.id, call)) {
                repeatOrFail(call, reason);
            }
        }
    }

    private void repeatOrFail(PendingCall call, CloseReason reason) {
        if (call.isDone()) {
            return;
        }
        if (!call.pinned && call.mayBeRepeated()) {
            waitForNextLink(repetition(call), call.link);
            return;
        }
        fail(call, lost(call, reason));
    }

    private ConnectionLostException lost(PendingCall call, CloseReason reason) {
        boolean unknown = call.sent;
        return new ConnectionLostException(
                call.method + " on " + connectionId + " (" + config.endpoint() + "): the link was lost (" + reason
                        + ") "
                        + (unknown
                                ? "after the request had left; the node may have executed it: look at the chain before"
                                        + " sending it again"
                                : "before the request left; send it again"),
                connectionId,
                call.method,
                unknown,
                reason,
                reason.cause().orElse(null));
    }

    private PendingCall repetition(PendingCall call) {
        long id = ids.incrementAndGet();
        return call.again(id, codec.encode(List.of(new Request(id, call.method, call.params)), false));
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
            if (inFlight.remove(call.id, call)) {
                Link link = call.link;
                if (link != null) {
                    link.cancel(call);
                }
                fail(call, failure.get());
            }
        }
    }

    /** The link has handed the message to its socket. */
    public void sent(Outbound message) {
        ((PendingCall) message).sent = true;
        counters.messagesSent.increment();
        counters.bytesSent.add(message.payload().length);
    }

    /** The message did not get through, or its exchange broke. */
    public void failed(Outbound message, TransportFailure failure) {
        PendingCall call = (PendingCall) message;
        if (!inFlight.remove(call.id, call) || call.isDone()) {
            return;
        }
        // over HTTP a message is handed over before there is a socket: what the transport says now is the better
        // knowledge
        call.sent = failure.mayHaveBeenProcessed();
        if (failure.kind() == TransportFailure.Kind.CLOSED) {
            repeatOrFail(call, reasonOf(failure));
            return;
        }
        boolean broken = switch (failure.kind()) {
            case NETWORK, CONNECT, UNKNOWN_HOST, TIMEOUT -> true;
            case TLS, STATUS, PROTOCOL, TOO_LARGE, CLOSED -> false;
        };
        if (!call.pinned && broken && call.mayBeRepeated() && call.attempt < config.maxRetries()) {
            waitAndDispatch(repetition(call));
        } else if (broken) {
            fail(call, lost(call, reasonOf(failure)));
        } else {
            fail(call, refused(call, failure));
        }
    }

    private CloseReason reasonOf(TransportFailure failure) {
        return new CloseReason(CloseReason.Kind.NETWORK, 0, config.redact(failure.message()), failure.cause());
    }

    private EndpointException refused(PendingCall call, TransportFailure failure) {
        boolean unknown = call.isOutcomeUnknown();
        return new EndpointException(
                call.method + " failed: " + config.endpoint() + ": " + config.redact(failure.message())
                        + (unknown ? MAY_BE_EXECUTED : ""),
                config.endpoint(),
                failure.status(),
                unknown,
                failure.retryAfter(),
                failure.cause().orElse(null));
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

    /** The node answered with a result. Unknown ids are counted: late, doubled, or never ours. */
    public void result(long id, byte[] bytes, int offset, int length) {
        PendingCall call = inFlight.remove(id);
        if (call != null && call.claim()) {
            answered(call);
            call.completion.result(bytes, offset, length);
            checkDrained();
        } else {
            counters.strayMessages.increment();
        }
    }

    private void answered(PendingCall call) {
        if (!call.pinned) {
            counters.latencies.record(runtime.ticker().nanos() - call.startNanos);
        }
    }

    /** The node answered with an error. */
    public void error(long id, RpcError error) {
        PendingCall call = inFlight.remove(id);
        if (call != null && call.claim()) {
            answered(call);
            call.completion.error(shown(error));
            checkDrained();
        } else {
            counters.strayMessages.increment();
        }
    }

    /** Servers echo keys in their errors: what of ours is in it is taken out. */
    private RpcError shown(RpcError error) {
        return new RpcError(
                error.code(),
                config.redact(error.message()),
                error.data().map(data -> Json.of(config.redact(data.text()))));
    }

    /** An exchange ended with an error that names no request: it belongs to the exchange. */
    public void errorOf(Outbound exchange, RpcError error) {
        error(((PendingCall) exchange).id, error);
    }

    /** An exchange ended; if its call is still open, the answer was not what was asked for. */
    public void exchangeEnded(Outbound exchange, String why) {
        PendingCall call = (PendingCall) exchange;
        if (inFlight.remove(call.id, call)) {
            boolean unknown = call.isOutcomeUnknown();
            fail(
                    call,
                    new EndpointException(
                            call.method + " failed: " + config.endpoint() + " answered with " + config.redact(why)
                                    + "; check that the URL is that of a JSON-RPC node"
                                    + (unknown ? MAY_BE_EXECUTED : ""),
                            config.endpoint(),
                            200,
                            unknown,
                            java.util.Optional.empty(),
                            null));
        }
    }

    /** How many calls wait for an answer or a link. */
    public int size() {
        return inFlight.size() + waiting.size() + resting.size();
    }

    private void abandon(PendingCall call) {
        if (!call.claim()) {
            return;
        }
        // a repetition shares the claim but has another id, so look for the object that shares it
        for (PendingCall entry : inFlight.values()) {
            if (entry.completion == call.completion && inFlight.remove(entry.id, entry)) {
                Link link = entry.link;
                if (link != null) {
                    link.cancel(entry);
                }
            }
        }
        waiting.removeIf(entry -> entry.completion == call.completion);
        resting.removeIf(entry -> entry.completion == call.completion);
        checkDrained();
    }

    private void fail(PendingCall call, BlockchainException failure) {
        if (call.claim()) {
            if (!call.pinned) {
                counters.failedCalls.increment();
            }
            call.completion.failed(failure);
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
            if (now - call.startNanos >= call.timeoutNanos && inFlight.remove(call.id, call)) {
                Link link = call.link;
                if (link != null) {
                    link.cancel(call);
                }
                expire(call);
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
        if (now - call.startNanos >= call.timeoutNanos) {
            expire(call);
        }
        return call.isDone();
    }

    private void expire(PendingCall call) {
        Duration timeout = Duration.ofNanos(call.timeoutNanos);
        fail(
                call,
                new CallTimeoutException(
                        call.method + " on " + connectionId + " (" + config.endpoint() + ") was not answered within "
                                + timeout + "; " + adviceFor(call),
                        call.method,
                        timeout,
                        call.sent,
                        null));
    }

    private static String adviceFor(PendingCall call) {
        if (!call.sent) {
            return "it never left, since no link was up";
        }
        return MethodTable.isIdempotent(call.method)
                ? "raise requestTimeout or use a faster endpoint"
                : "the node may have executed it: look at the chain before sending it again";
    }

    /** Copies a slice, for who keeps it. */
    static byte[] keep(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}

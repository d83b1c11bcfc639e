package io.windlass.core.rpc;

import io.windlass.ConnectionConfig;
import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.runtime.Ticker;
import io.windlass.spi.Link;
import io.windlass.spi.NodeErrorClass;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What links tell of the calls that go over them, and what follows: the call ends, or it goes again. On the links' threads;
 * nothing blocks.
 */
public final class Answers {
    private final CallBook book;
    private final OpenCalls open;
    private final ConnectionConfig config;
    private final Ticker ticker;
    private final ConnectionCounters counters;
    private final EndpointLimits limits;
    private final NodeRules rules;
    private final CallFailures failures;

    Answers(
            CallBook book,
            OpenCalls open,
            ConnectionConfig config,
            Ticker ticker,
            ConnectionCounters counters,
            EndpointLimits limits,
            NodeRules rules,
            CallFailures failures) {
        this.book = book;
        this.open = open;
        this.config = config;
        this.ticker = ticker;
        this.counters = counters;
        this.limits = limits;
        this.rules = rules;
        this.failures = failures;
    }

    /** The link has handed the message to its socket. */
    public void sent(Outbound message) {
        callsOf(message).forEach(call -> call.sent = true);
        counters.messagesSent.increment();
        counters.bytesSent.add(message.payload().length);
    }

    private static List<PendingCall> callsOf(Outbound message) {
        return message instanceof Batch batch ? batch.calls : List.of((PendingCall) message);
    }

    // answers of the node

    /** The node answered with a result. Unknown ids are counted: late, doubled, or never ours. */
    public void result(long id, byte[] bytes, int offset, int length) {
        PendingCall call = open.land(id);
        if (call != null && call.asked.claim()) {
            limits.answered(call);
            recordLatency(call);
            call.asked.completion.result(bytes, offset, length);
            book.checkDrained();
        } else {
            counters.strayMessages.increment();
        }
    }

    /** The node answered with an error. */
    public void error(long id, RpcError error) {
        PendingCall call = open.land(id);
        if (call == null || call.isDone()) {
            counters.strayMessages.increment();
            return;
        }
        NodeErrorClass meaning = rules.classify(error);
        Batch batch = call.batch;
        if (meaning == NodeErrorClass.RATE_LIMITED) {
            complained(call, error);
        } else if (meaning == NodeErrorClass.BATCH_REFUSED && batch != null) {
            limits.batchRefused(batch.calls.size());
            book.sendSingly(call);
        } else {
            limits.answered(call);
            endWith(call, error);
        }
    }

    /** The call was not executed: it goes again, if there is time. */
    private void complained(PendingCall call, RpcError complaint) {
        Optional<Duration> pause = NodeErrors.pauseAsked(complaint);
        limits.complained(call, pause);
        if (!book.comeBack(call, pause)) {
            endWith(call, complaint);
        }
    }

    private void endWith(PendingCall call, RpcError error) {
        if (call.asked.claim()) {
            recordLatency(call);
            call.asked.completion.error(shown(error));
            book.checkDrained();
        }
    }

    private void recordLatency(PendingCall call) {
        if (!call.isPinned()) {
            counters.latencies.record(ticker.nanos() - call.asked.startNanos);
        }
    }

    /** Servers echo keys in their errors: what of ours is in it is taken out. */
    private RpcError shown(RpcError error) {
        return new RpcError(
                error.code(),
                config.redact(error.message()),
                error.data().map(data -> Json.of(config.redact(data.text()))));
    }

    // exchanges

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
        if (open.land(call)) {
            book.fail(call, failures.notAnAnswer(call, why));
        }
    }

    private void batchEnded(Batch batch) {
        List<PendingCall> left = landed(batch);
        RpcError refusal = batch.refusal;
        NodeErrorClass meaning = refusal == null ? NodeErrorClass.OTHER : rules.classify(refusal);
        if (refusal != null && meaning == NodeErrorClass.RATE_LIMITED) {
            left.forEach(call -> complained(call, refusal));
            return;
        }
        if (left.size() == batch.calls.size() && BatchRule.blames(meaning)) {
            limits.batchRefused(batch.calls.size());
        }
        left.forEach(book::sendSingly);
    }

    private List<PendingCall> landed(Batch batch) {
        List<PendingCall> left = new ArrayList<>(batch.calls);
        left.removeIf(call -> !open.land(call) || call.isDone());
        return left;
    }

    /** The message did not get through, or its exchange broke. */
    public void failed(Outbound message, TransportFailure failure) {
        if (message instanceof Batch batch && BatchRule.blames(failure)) {
            limits.batchRefused(batch.calls.size());
            landed(batch).forEach(book::sendSingly);
            return;
        }
        for (PendingCall call : callsOf(message)) {
            if (open.land(call) && !call.isDone()) {
                failed(call, failure);
            }
        }
    }

    private void failed(PendingCall call, TransportFailure failure) {
        // over HTTP a message is handed over before there is a socket: what the transport says now is the better
        // knowledge
        call.sent = failure.mayHaveBeenProcessed();
        if (failure.kind() == TransportFailure.Kind.CLOSED) {
            book.repeatOrFail(call, failures.reasonOf(failure));
            return;
        }
        if (isComplaint(failure)) {
            limits.complained(call, failure.retryAfter());
            if (call.isOutcomeUnknown() || !book.comeBack(call, failure.retryAfter())) {
                book.fail(call, failures.refused(call, failure));
            }
            return;
        }
        boolean broken = switch (failure.kind()) {
            case NETWORK, CONNECT, UNKNOWN_HOST, TIMEOUT -> true;
            case TLS, STATUS, PROTOCOL, TOO_LARGE, CLOSED -> false;
        };
        if (broken && call.mayBeRepeated() && call.attempt < config.maxRetries()) {
            book.repeatLater(call);
        } else if (broken) {
            book.fail(call, failures.lost(call, failures.reasonOf(failure)));
        } else {
            book.fail(call, failures.refused(call, failure));
        }
    }

    /** Too many requests; or not now, with a time to come back. */
    private static boolean isComplaint(TransportFailure failure) {
        return failure.status() == 429
                || failure.status() == 503 && failure.retryAfter().isPresent();
    }

    // errors that nobody owns

    /**
     * An error came over a link that does not tell whose answers are whose, and it names no request. It can be the answer to
     * a batch; since batches hold nothing but reads, those of which nothing was answered yet are sent again.
     */
    public void errorWithoutOwner(Link link, RpcError error) {
        Set<Batch> unanswered = new LinkedHashSet<>();
        for (PendingCall call : open.inFlight()) {
            Batch batch = call.batch;
            if (call.link == link && batch != null) {
                unanswered.add(batch);
            }
        }
        unanswered.removeIf(batch -> !batch.calls.stream().allMatch(open::isInFlight));
        NodeErrorClass meaning = rules.classify(error);
        if (meaning == NodeErrorClass.RATE_LIMITED) {
            complainedOf(link, unanswered, error);
            return;
        }
        boolean ofBatches = meaning == NodeErrorClass.BATCH_REFUSED || meaning == NodeErrorClass.INVALID_PARAMS;
        for (Batch batch : unanswered) {
            if (ofBatches) {
                limits.batchRefused(batch.calls.size());
            }
            landed(batch).forEach(book::sendSingly);
        }
    }

    /** Too many requests, whichever it was: one complaint, and what a batch asked for goes again when its turn comes. */
    private void complainedOf(Link link, Set<Batch> unanswered, RpcError complaint) {
        Optional<Duration> pause = NodeErrors.pauseAsked(complaint);
        open.inFlight().stream()
                .filter(call -> call.link == link)
                .min(Comparator.comparingLong(call -> call.id))
                .ifPresent(oldest -> limits.complained(oldest, pause));
        for (Batch batch : unanswered) {
            for (PendingCall call : landed(batch)) {
                if (!book.comeBack(call, pause)) {
                    endWith(call, complaint);
                }
            }
        }
    }
}

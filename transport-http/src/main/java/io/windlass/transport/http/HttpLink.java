package io.windlass.transport.http;

import io.windlass.CloseReason;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over which each message is an exchange of its own. Everything happens in one mailbox: what waits, what runs and what
 * the listener is told need no lock, and the listener is called by one thread at a time.
 */
final class HttpLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLink.class);

    /**
     * Answers up to here are told on the thread that read them, which saves a change of threads: a third of the time of a
     * lone call. Longer ones would keep that thread from the other links for too long.
     */
    private static final int TOLD_AT_ONCE = 64 * 1024;

    private final LinkInfo info;
    private final Requests requests;
    private final SharedClient client;
    private final LinkListener listener;
    private final LinkLimits limits;
    private final Consumer<HttpLink> whenGone;
    private final Mailbox mailbox;
    private final Executor starter;

    /** The JDK looks a name up on the thread that starts the request: such threads may block. */
    private final boolean startsHere;

    /** How many more exchanges may run. */
    private final AtomicInteger free;

    /** So that {@link #cancel} finds the exchange; messages are known by identity. */
    private final Map<Outbound, Exchange> live = Collections.synchronizedMap(new IdentityHashMap<>());

    private final Consumer<Exchange> whenEnded = this::ended;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Exchanges wait, so that a new one has to wait behind them. */
    private volatile boolean someWait;

    // in the mailbox only
    private final Queue<Exchange> waiting = new ArrayDeque<>();
    private boolean shut;
    private boolean goodbyeSaid;

    HttpLink(
            Requests requests,
            LinkLimits limits,
            SharedClient client,
            LinkListener listener,
            Executor workers,
            Executor lookups,
            Consumer<HttpLink> whenGone) {
        info = new LinkInfo(requests.secure() ? "http/2 or http/1.1" : "http/1.1", false, false, requests.address());
        this.requests = requests;
        this.limits = limits;
        this.client = client;
        this.listener = listener;
        this.whenGone = whenGone;
        mailbox = new Mailbox(workers);
        startsHere = requests.addressKnown();
        starter = startsHere ? Runnable::run : new Mailbox(lookups);
        free = new AtomicInteger(limits.maxRunning());
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    @Override
    public void send(Outbound message) {
        if (closed.isDone()) {
            return;
        }
        Exchange exchange = new Exchange(message, limits, whenEnded);
        live.put(message, exchange);
        // nothing in it blocks, so the sender's thread serves as well as another and need not wake one
        if (startsHere && !someWait && !closing.get() && takeRoom()) {
            mailbox.executeHere(() -> begin(exchange));
            exchange.start(client, requests);
        } else {
            mailbox.executeHere(() -> enqueue(exchange));
        }
    }

    private boolean takeRoom() {
        if (free.getAndDecrement() > 0) {
            return true;
        }
        free.incrementAndGet();
        return false;
    }

    /** The sender starts the exchange itself; it may have ended by now, which is told after this. */
    private void begin(Exchange exchange) {
        if (goodbyeSaid) {
            live.remove(exchange.message(), exchange);
            exchange.abort();
        } else if (shut) {
            boolean started = !exchange.giveUpUnlessStarted();
            exchange.abort();
            fail(exchange, closedFailure(started));
        } else if (exchange.silenced()) {
            free.incrementAndGet(); // cancelled before it began
        } else {
            exchange.underWay = true;
            tell(() -> listener.sent(exchange.message()));
        }
    }

    @Override
    public void cancel(Outbound message) {
        Exchange exchange = live.remove(message);
        if (exchange != null) {
            exchange.silence();
            mailbox.execute(() -> {
                exchange.abort();
                if (exchange.underWay) {
                    exchange.underWay = false;
                    free.incrementAndGet();
                    startWaiting();
                }
            });
        }
    }

    @Override
    public void ping(long nonce) {
        // HTTP has none
    }

    @Override
    public void read(boolean enabled) {
        // nothing is pushed
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(false, true)) {
            mailbox.execute(() -> shut(reason));
        }
    }

    /** Completes when the listener has heard its last and the link holds nothing any more. */
    CompletableFuture<Void> whenClosed() {
        return closed;
    }

    private void enqueue(Exchange exchange) {
        if (goodbyeSaid) {
            live.remove(exchange.message(), exchange);
        } else if (shut) {
            fail(exchange, closedFailure(false));
        } else {
            waiting.add(exchange);
            someWait = true;
            startWaiting();
        }
    }

    private void startWaiting() {
        while (!waiting.isEmpty() && takeRoom()) {
            Exchange next = waiting.remove();
            someWait = !waiting.isEmpty();
            if (next.silenced()) {
                free.incrementAndGet();
            } else {
                next.underWay = true;
                tell(() -> listener.sent(next.message()));
                start(next);
            }
        }
    }

    private void start(Exchange exchange) {
        starter.execute(() -> exchange.start(client, requests));
    }

    /** Called by the exchange, mostly on the client's one thread. */
    private void ended(Exchange exchange) {
        Runnable task = () -> {
            if (exchange.underWay) {
                exchange.underWay = false;
                if (!exchange.foundNoRoom() || !startAgain(exchange)) {
                    free.incrementAndGet();
                    tellEnd(exchange);
                }
                startWaiting();
            }
        };
        if (exchange.failure() == null && exchange.body().length() <= TOLD_AT_ONCE) {
            mailbox.executeHere(task);
        } else {
            mailbox.execute(task);
        }
    }

    /** Nothing was sent, so it begins anew when others have ended; false if that is hopeless or no longer wanted. */
    private boolean startAgain(Exchange refused) {
        Exchange next = new Exchange(refused.message(), limits, whenEnded);
        if (refused.lastTry || !live.replace(refused.message(), refused, next)) {
            return false;
        }
        next.underWay = true;
        if (!client.room().park(next, () -> start(next))) {
            // the others ended while this came here: there must be room now
            next.lastTry = true;
            start(next);
        }
        return true;
    }

    private void tellEnd(Exchange exchange) {
        TransportFailure failure = exchange.failure();
        if (failure != null) {
            fail(exchange, failure);
        } else if (!exchange.silenced()) {
            live.remove(exchange.message(), exchange);
            ReceivedBody body = exchange.body();
            tell(() -> listener.message(exchange.message(), body.bytes(), 0, body.length()));
        }
    }

    private void fail(Exchange exchange, TransportFailure failure) {
        if (!exchange.silenced()) {
            live.remove(exchange.message(), exchange);
            tell(() -> listener.failed(exchange.message(), failure));
        }
    }

    private void shut(CloseReason reason) {
        shut = true;
        // what is being cancelled is in it no more, and aborted by who cancels it
        List<Exchange> cut = new ArrayList<>();
        synchronized (live) {
            live.values().stream().filter(exchange -> exchange.underWay).forEach(cut::add);
        }
        // all of them first: none may start because another that is cut off makes room for it
        Set<Exchange> unstarted =
                cut.stream().filter(Exchange::giveUpUnlessStarted).collect(Collectors.toSet());
        for (Exchange exchange : cut) {
            exchange.underWay = false;
            exchange.abort();
            fail(exchange, closedFailure(!unstarted.contains(exchange)));
        }
        waiting.forEach(exchange -> fail(exchange, closedFailure(false)));
        waiting.clear();
        someWait = false;
        // messages that were posted meanwhile are failed first
        mailbox.execute(() -> {
            goodbyeSaid = true;
            tell(() -> listener.closed(reason));
            whenGone.accept(this);
            closed.complete(null);
        });
    }

    private static TransportFailure closedFailure(boolean mayHaveBeenProcessed) {
        return TransportFailure.of(
                TransportFailure.Kind.CLOSED, mayHaveBeenProcessed, "the link was closed before the answer came");
    }

    /** A listener that throws must not stop the link. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a link's listener failed; the link goes on", e);
        }
    }
}
